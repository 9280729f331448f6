// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { STORY_MANIFEST, STORY_MODEL } from '../../e2e/stories/manifest.ts';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { newDetails } from '../domain/model/model-details.ts';
import type { ModelJobs } from '../platform/model-jobs/model-jobs-port.ts';
import { createScriptedModelJobs } from '../testing/model-jobs/scripted-model-jobs.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import { current, drafted, enter, findings, impression, openApp, setUpTestApp, status } from './test-app.tsx';

// The screen's chunk is read here, and not within the time of the first test that opens it.
await import('./library-page.tsx');

setUpTestApp();

const OTHER: InstalledModel = {
  ...STORY_MODEL,
  manifest: { ...STORY_MANIFEST, id: 'hospital-7b-q4f16_1' },
  manifestSha256: 'f'.repeat(64),
  details: newDetails('Hospital 7B', { kind: 'merge', files: ['base.gguf'], verified: true }),
};

const openLibrary = async (): Promise<HTMLElement> => {
  await current.user.keyboard('{Alt>}m{/Alt}');
  return screen.findByRole('heading', { name: 'Model library' });
};

describe('the Model library', () => {
  it('stands in the place of the report by a key, and gives the words and the cursor back', async () => {
    await openApp();
    await enter(findings(), 'Opacity.');
    const before = document.title;
    const heading = await openLibrary();
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(document.title).toBe(before);
    await current.user.click(screen.getByRole('button', { name: 'Back to the report' }));
    expect(screen.queryByRole('heading', { name: 'Model library' })).toBeNull();
    expect(findings().value).toBe('Opacity.');
    expect(document.activeElement).toBe(findings());
  });

  it('asks the graphics card once, however often the models are read again', async () => {
    await openApp({ models: [STORY_MODEL, OTHER] });
    const { gpu } = current.outside.services;
    const facts = vi.spyOn(gpu, 'facts');
    await openLibrary();
    await waitFor(() => expect(facts).toHaveBeenCalled());
    const asked = facts.mock.calls.length;
    const list = vi.spyOn(current.outside.modelStore, 'list');
    await current.user.click(await screen.findByRole('button', { name: /^Hospital 7B/ }));
    await current.user.click(await screen.findByRole('button', { name: 'Use this model' }));
    await waitFor(() => expect(list).toHaveBeenCalled());
    await waitFor(() => expect(status().textContent).toContain('Hospital 7B'));
    expect(facts).toHaveBeenCalledTimes(asked);
  });

  it('names the model that drafts in the place of one that is removed', async () => {
    await openApp({ models: [STORY_MODEL, OTHER] });
    await openLibrary();
    await current.user.click(await screen.findByRole('button', { name: 'Remove…' }));
    const question = screen.getByRole('group', { name: `Remove ${STORY_MODEL.details.name}?` });
    expect(question.textContent).toContain('Hospital 7B takes its place.');
  });

  it('lets a draft go on behind it', async () => {
    await openApp({ msPerToken: 30 });
    await enter(findings(), 'Opacity.');
    await waitFor(() => expect(impression().value).not.toBe(''));
    await openLibrary();
    await waitFor(() => expect(impression().dataset['standing']).toBe('current'));
  });

  it('accepts no draft by a key while it lies over the report', async () => {
    await openApp();
    await drafted();
    await openLibrary();
    await current.user.keyboard('{Control>}{Enter}{/Control}');
    expect(impression().dataset['standing']).toBe('current');
  });

  it('is left when a report is begun', async () => {
    await openApp();
    await openLibrary();
    await current.user.click(screen.getByRole('button', { name: 'New' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Model library' })).toBeNull());
  });

  it('is the way out where no model is installed and the server offers none', async () => {
    await openApp({ installed: false });
    await current.user.click(screen.getByRole('button', { name: 'Open the Model library' }));
    expect(await screen.findByRole('heading', { name: 'Model library' })).toBeTruthy();
  });

  it('is opened from the settings, which name the model that drafts', async () => {
    await openApp();
    await current.user.click(screen.getByRole('button', { name: 'Settings' }));
    const card = await screen.findByRole('region', { name: 'Model' });
    expect(within(card).getByText(STORY_MODEL.details.name)).toBeTruthy();
    await current.user.click(within(card).getByRole('button', { name: 'Open the Model library' }));
    expect(await screen.findByRole('heading', { name: 'Model library' })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the model that drafts', () => {
  it('is another one from the moment it is chosen, and at the next start', async () => {
    await openApp({ models: [STORY_MODEL, OTHER] });
    await act(() => current.state.session.activate(OTHER.manifest.id));
    expect(status().textContent).toContain('Hospital 7B');
    await waitFor(async () =>
      expect((await current.outside.services.settings.read()).activeModel).toBe(OTHER.manifest.id),
    );
  });

  it('keeps the choice when another setting is changed after it', async () => {
    await openApp({ models: [STORY_MODEL, OTHER] });
    await act(() => current.state.session.activate(OTHER.manifest.id));
    await current.user.click(screen.getByRole('button', { name: 'Settings' }));
    await current.user.selectOptions(await screen.findByLabelText('Appearance'), 'light');
    await waitFor(async () =>
      expect(await current.outside.services.settings.read()).toMatchObject({
        theme: 'light',
        activeModel: OTHER.manifest.id,
      }),
    );
  });

  it('is named together with the news that the server has a newer build', async () => {
    const older = { ...STORY_MODEL, manifestSha256: 'b'.repeat(64) };
    await openApp({ models: [older] });
    expect(status().textContent).toContain('newer build on the server');
  });
});

describe('a model that has just come', () => {
  it('is tested beside the one that drafts, and the outcome is kept with it', async () => {
    await openApp({ models: [STORY_MODEL] });
    current.outside.modelStore.put(OTHER);
    current.outside.checkTests({ compared: 4, agreed: 4, detail: 'cpu' });
    act(() => current.state.library.install.ports.onInstalled(OTHER));
    await waitFor(async () => {
      const model = await current.outside.modelStore.get(OTHER.manifest.id);
      expect(model?.details.knownAnswer).toMatchObject({ outcome: 'passed', compared: 4 });
    });
    expect(current.state.session.getState().installed?.manifest.id).toBe(STORY_MANIFEST.id);
    expect(current.outside.cpu.loaded).toBe(true);
  });

  it('drafts at once where none did', async () => {
    await openApp({ installed: false });
    current.outside.modelStore.put(OTHER);
    act(() => current.state.library.install.ports.onInstalled(OTHER));
    await waitFor(() => expect(status().textContent).toContain('Hospital 7B'));
    await drafted();
  });
});

describe('damage that is found in the model that drafts', () => {
  it('ends its drafting at once, says why, and offers to repair it', async () => {
    const found = { at: 0, files: 3, bytes: 9, damaged: ['params_shard_1.bin'] };
    const modelJobs: ModelJobs = {
      ...createScriptedModelJobs(),
      verify: () => ({ result: Promise.resolve(found), pause: () => undefined, resume: () => undefined }),
    };
    await openApp({ models: [STORY_MODEL], modelJobs });
    await openLibrary();
    await current.user.click(await screen.findByRole('button', { name: 'Verify' }));
    const library = within(screen.getByRole('main', { name: 'Model library' }));
    const alert = await library.findByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['model/shard-hash-mismatch']);
    expect(alert.textContent).toContain('params_shard_1.bin');
    expect(current.outside.cpu.loaded).toBe(false);
    await current.user.click(within(alert).getByRole('button', { name: 'Install again' }));
    // Only what is damaged or gone is fetched again.
    await waitFor(() => expect(current.state.session.getState().phase).toBe('installing'));
  });
});
