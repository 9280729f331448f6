// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within, type BoundFunctions, type queries } from '@testing-library/react';
import { expect, it } from 'vitest';
import { STORY_MANIFEST, STORY_MODEL } from '../../e2e/stories/manifest.ts';
import { deferred } from '../domain/deferred.ts';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { newDetails } from '../domain/model/model-details.ts';
import type { JobOutcome } from '../features/install/job.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import { current, findings, openApp, setUpTestApp } from './test-app.tsx';

// The screen's chunk is read here, and not within the time of the first test that opens it.
await import('./library-page.tsx');

setUpTestApp();

const ID = 'hospital-7b-q4f16_1';
const HOSPITAL: InstalledModel = {
  ...STORY_MODEL,
  manifest: { ...STORY_MANIFEST, id: ID },
  manifestSha256: 'f'.repeat(64),
  details: newDetails('Hospital 7B', { kind: 'merge', files: ['base.gguf'], verified: true }),
};

const openLibrary = async (): Promise<void> => {
  await current.user.keyboard('{Alt>}m{/Alt}');
  await screen.findByRole('heading', { name: 'Model library' });
};

/** As when a merge of it has ended. */
async function hospitalComes(model = HOSPITAL): Promise<BoundFunctions<typeof queries>> {
  current.outside.modelStore.put(model);
  const end = deferred<JobOutcome>();
  act(() => {
    current.state.library.install.jobs.add({
      ...{ kind: 'merge', title: 'Hospital 7B', modelId: ID },
      start: () => ({ result: end.promise, pause: () => undefined, resume: () => undefined }),
    });
  });
  act(() => end.resolve({ model, libraries: [] }));
  const jobs = within(await screen.findByRole('list', { name: 'Jobs' }));
  return within(await jobs.findByRole('listitem', { name: 'Hospital 7B' }));
}

const removeHospital = async (): Promise<void> => {
  const models = within(screen.getByRole('list', { name: 'Installed models' }));
  await current.user.click(
    within(await models.findByRole('listitem', { name: 'Hospital 7B' })).getByRole('button'),
  );
  await current.user.click(screen.getByRole('button', { name: 'Remove…' }));
  await current.user.click(screen.getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Keep' })).toBeNull());
};
const said = (): string | null => screen.getByRole('status', { name: 'What was done' }).textContent;

it('takes the card of a model away with the model, and with new work what was said of the old', async () => {
  await openApp({ models: [STORY_MODEL] });
  await openLibrary();
  const card = await hospitalComes();
  expect(await card.findByRole('button', { name: 'Use it now' })).toBeTruthy();
  await removeHospital();
  await waitFor(() => expect(said()).toMatch(/^Hospital 7B was removed/));
  expect(screen.queryByRole('button', { name: 'Use it now' })).toBeNull();
  await hospitalComes();
  expect(said()).toBe('');
});

it('says why a model is not used that another tab has removed, and lists it no more', async () => {
  await openApp({ models: [STORY_MODEL] });
  await openLibrary();
  const card = await hospitalComes();
  await current.outside.modelStore.remove(ID);
  await current.user.click(await card.findByRole('button', { name: 'Use it now' }));
  expect((await card.findByRole('alert')).textContent).toContain(SENTENCES['store/not-installed']);
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Hospital 7B/ })).toBeNull());
});

it('tells of a model too large to be tested beside the one in use that it was not asked', async () => {
  await openApp({ models: [STORY_MODEL] });
  await openLibrary();
  const card = await hospitalComes({
    ...HOSPITAL,
    manifest: { ...HOSPITAL.manifest, totalBytes: 4_000_000_000 },
  });
  expect(await card.findByText(/not asked, too large beside the model in use/)).toBeTruthy();
});

it('never leaves the focus nowhere on the way to the library', async () => {
  await openApp();
  await current.user.click(findings());
  const lost: string[] = [];
  const watch = (): void => {
    setTimeout(() => {
      if (document.activeElement === document.body) lost.push('lost');
    });
  };
  document.addEventListener('focusout', watch);
  await openLibrary();
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Model library'));
  document.removeEventListener('focusout', watch);
  expect(lost).toEqual([]);
});
