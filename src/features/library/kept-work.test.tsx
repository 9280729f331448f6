// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../domain/deferred.ts';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import {
  detailsOf,
  FIRST,
  here,
  open,
  press,
  row,
  said,
  SECOND,
  setUpLibrary,
} from '../../testing/library/open-library.tsx';

setUpLibrary();

const tab = (name: RegExp): HTMLElement => screen.getByRole('tab', { name });
const template = (): HTMLTextAreaElement => screen.getByLabelText(/Template text/);
const writePrompt = async (text: string): Promise<void> => {
  await here.user.click(tab(/Prompt/));
  await here.user.clear(template());
  await here.user.paste(text);
};

describe('a prompt that is being written', () => {
  it('is there again after another tab, another model and the way in, and says that it is not saved', async () => {
    await here.bench.install('other', 'Another');
    await open();
    const text = '{system} Mine: {findings}';
    await writePrompt(text);
    expect(tab(/Prompt/).textContent).toContain('not saved');
    await here.user.click(tab(/Overview/));
    await here.user.click(tab(/Prompt/));
    expect(template().value).toBe(text);
    await here.user.click(row('Another'));
    expect(template().value).not.toBe(text);
    await press('Add a model');
    await here.user.click(row('Tiny of ours'));
    expect(template().value).toBe(text);
    await press('Discard changes');
    expect(template().value).not.toBe(text);
    expect(tab(/Prompt/).textContent).not.toContain('not saved');
    expect((await detailsOf(FIRST))?.prompt).toBeNull();
  });
});

describe('the focus', () => {
  it('stays on the button that saved, reset or discarded a prompt', async () => {
    await open();
    const { user } = here;
    const by = async (name: string): Promise<void> => {
      const button = screen.getByRole('button', { name });
      await waitFor(() => expect(button.getAttribute('aria-disabled')).toBeNull());
      button.focus();
      await user.keyboard('{Enter}');
      await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
      expect(document.activeElement).toBe(button);
    };
    await writePrompt('{system} {findings}');
    await by('Save the prompt');
    await by('Reset the prompt');
    await by('Discard changes');
  });

  it('goes to what stands in the place of “Use this model”', async () => {
    await here.bench.install('other', 'Another');
    await open();
    await here.user.click(row('Another'));
    screen.getByRole('button', { name: 'Use this model' }).focus();
    await here.user.keyboard('{Enter}');
    await waitFor(() => expect(here.activated).toEqual([SECOND]));
    expect(screen.queryByRole('button', { name: 'Use this model' })).toBeNull();
    expect(document.activeElement?.textContent).toMatch(/^(Drafts with this model|In use)$/);
  });

  it('stays on Remove while that is done, and a second press does not remove twice', async () => {
    const gate = deferred<undefined>();
    let asked = 0;
    await open({
      onRemove: async (id) => {
        asked++;
        await gate.promise;
        await here.bench.store.remove(id);
      },
    });
    await press('Remove…');
    screen.getByRole('button', { name: 'Remove' }).focus();
    await here.user.keyboard('{Enter}');
    expect(document.activeElement?.textContent).toBe('Removing');
    await here.user.keyboard('{Enter}');
    gate.resolve(undefined);
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a model' })),
    );
    expect(asked).toBe(1);
  });

  it('and what is written stay where they are when the first model comes', async () => {
    await here.bench.store.remove(FIRST);
    await open({ activeId: null, installPanel: <input aria-label="Installed by" /> }, 'Add a model');
    const field = screen.getByLabelText<HTMLInputElement>('Installed by');
    await here.user.type(field, 'Dr. W');
    await here.bench.install('other', 'Another');
    await here.refresh();
    await screen.findByRole('listitem', { name: 'Another' });
    await here.user.keyboard('ho');
    expect(field.value).toBe('Dr. Who');
    expect(document.activeElement).toBe(field);
    expect(screen.getByRole('heading', { name: 'Add a model' })).toBeDefined();
  });
});

describe('on a narrow screen', () => {
  const isPaneOpen = (): boolean => document.querySelector('[data-pane="open"]') !== null;

  it('the part that has the focus is the one that is there', async () => {
    await open();
    expect(isPaneOpen()).toBe(false);
    await here.user.click(tab(/Overview/));
    expect(isPaneOpen()).toBe(true);
    row('Tiny of ours').focus();
    await waitFor(() => expect(isPaneOpen()).toBe(false));
  });

  it('the way in stands open where nothing is installed', async () => {
    await here.bench.store.remove(FIRST);
    await open({ activeId: null }, 'Add a model');
    expect(isPaneOpen()).toBe(true);
  });
});

describe('a failure', () => {
  it('to use a model is told, and nothing is announced', async () => {
    await here.bench.install('other', 'Another');
    await open({ onActivate: (id) => Promise.reject(new ReadroomError('store/not-installed', id)) });
    await here.user.click(row('Another'));
    await press('Use this model');
    expect((await screen.findByRole('alert')).textContent).toContain(SENTENCES['store/not-installed']);
    expect(said()).toBe('');
  });

  it('to fetch the newer build is told', async () => {
    await open({ newerBuilds: [FIRST], onUpdate: () => Promise.reject(new ReadroomError('net/offline')) });
    await press('Install the newer build');
    expect((await screen.findByRole('alert')).textContent).toContain(SENTENCES['net/offline']);
  });
});
