// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { here, open, press, row, said, SECOND, setUpLibrary } from '../../testing/library/open-library.tsx';

setUpLibrary();

describe('the Model library', () => {
  it('tells of each model what it is, where it comes from and where it runs, and which one drafts', async () => {
    await open();
    const pane = screen.getByRole('region', { name: 'Tiny of ours' });
    const { manifest } = here.bench;
    for (const fact of [
      manifest.base.origin,
      manifest.licence,
      `8-bit (${manifest.quantization})`,
      'Processor (CPU)',
      SENTENCES['engine/no-webgpu'],
      'merged in this browser',
      'not asked yet',
      'not since it was installed',
      'adapter_model.safetensors',
    ]) {
      expect(pane.textContent).toContain(fact);
    }
    expect(pane.textContent).toContain('by Dr. Test');
    expect(within(pane).getByText('Drafts with this model')).toBeDefined();
    expect(row('Tiny of ours').textContent).toContain('In use');
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Model library' }));
  });

  it('uses another model when asked to', async () => {
    await here.bench.install('other', 'Another');
    await open();
    await here.user.click(row('Another'));
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Another' }));
    await press('Use this model');
    expect(here.activated).toEqual([SECOND]);
    expect(said()).toBe('Another drafts from now on.');
  });

  it('is walked by keyboard: arrows among the models, Enter to one, Escape back', async () => {
    await here.bench.install('other', 'Another');
    await open();
    row('Another').focus();
    await here.user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(row('Tiny of ours'));
    await here.user.keyboard('{Home}{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Another' }));
    await here.user.keyboard('{Escape}');
    expect(document.activeElement).toBe(row('Another'));
  });

  it('keeps a half-filled way in while a model is looked at', async () => {
    await open({ installPanel: <input aria-label="Base" /> });
    await press('Add a model');
    await here.user.type(screen.getByLabelText('Base'), 'llama');
    await here.user.click(row('Tiny of ours'));
    await press('Add a model');
    expect(screen.getByLabelText<HTMLInputElement>('Base').value).toBe('llama');
  });
});

describe('removing a model', () => {
  it('asks in place, and the harmless answer has the focus', async () => {
    await open();
    await press('Remove…');
    const question = screen.getByRole('group', { name: 'Remove Tiny of ours?' });
    expect(question.textContent).toContain('It is the only model');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep' }));
    await here.user.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove…' }));
    expect(await here.bench.store.list()).toHaveLength(1);
  });

  it('frees its room and goes on to the next model', async () => {
    await here.bench.install('other', 'Another');
    await open();
    await press('Remove…');
    await press('Remove');
    await waitFor(() => expect(said()).toMatch(/^Tiny of ours was removed: .* freed\.$/));
    expect((await here.bench.store.list()).map(({ manifest }) => manifest.id)).toEqual([SECOND]);
    expect(document.activeElement).toBe(row('Another'));
    expect(screen.getByRole('region', { name: 'Another' })).toBeDefined();
  });

  it('leads to the ways in after the last one', async () => {
    await open();
    await press('Remove…');
    await press('Remove');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a model' })),
    );
    expect(screen.getByText(/No model is installed in this browser yet/)).toBeDefined();
    expect(screen.getByText('Ways in').closest('[hidden]')).toBeNull();
  });

  it('says why it could not be removed and leaves it where it is', async () => {
    await open({
      onRemove: () => here.bench.store.remove('nothing').then(() => Promise.reject(new Error('no'))),
    });
    await press('Remove…');
    await press('Remove');
    expect((await screen.findByRole('alert')).textContent).toContain(SENTENCES['app/unexpected']);
    expect(row('Tiny of ours')).toBeDefined();
  });
});
