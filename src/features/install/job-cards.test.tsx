// @vitest-environment jsdom
import { act, screen, waitFor, within, type BoundFunctions, type queries } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { chosenFiles } from '../../testing/model-jobs/chosen.ts';
import { inspected } from '../../testing/model-jobs/llama-7b.ts';
import {
  closePanel,
  group,
  openPanel,
  tabTo,
  type TestPanel,
} from '../../testing/model-jobs/install-screens.tsx';
import type { UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import type { JobOutcome } from './job.ts';

afterEach(closePanel);

const { id } = STORY_MODEL.manifest;
const BASE = chosenFiles('Llama-2-7b-chat-hf', { 'config.json': 9, 'model.safetensors': 8 });
const LEFT: UnfinishedModel = {
  ...{ id, name: 'House model', kind: 'merge', startedAt: 1, presentBytes: 1e9, totalBytes: 4e9 },
  ...{ damaged: false, merge: null },
};

/** A merge of the model that `LEFT` is what is left of. */
function begin({ jobs, state }: TestPanel): void {
  const request = { config: {}, quantization: 'q4f16_1' } as Parameters<typeof jobs.merge>[0];
  act(() => {
    state.jobs.add({
      ...{ kind: 'merge', title: 'House model', modelId: id },
      start: (options) => {
        const job = jobs.merge(request, options);
        return {
          result: job.result.then((model): JobOutcome => ({ model, libraries: [] })),
          pause: () => job.pause(),
          resume: () => job.resume(),
        };
      },
    });
  });
}
const card = (): BoundFunctions<typeof queries> =>
  within(within(screen.getByRole('list', { name: 'Jobs' })).getByRole('listitem', { name: 'House model' }));
const button = (name: string): HTMLElement => card().getByRole('button', { name });

describe('the card of a job', () => {
  it('pauses and continues by the same key pressed twice, and after a cancel the focus is on going on', async () => {
    const panel = openPanel({ unfinished: [LEFT] });
    const { user, jobs } = panel;
    begin(panel);
    await tabTo(user, button('Pause'));
    await user.keyboard('{Enter}{Enter}');
    expect(jobs.merges[0]?.isPaused()).toBe(false);
    await user.keyboard('{Enter}');
    expect(jobs.merges[0]?.isPaused()).toBe(true);
    expect(document.activeElement).toBe(button('Continue'));
    await tabTo(user, button('Cancel'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(button('Go on')));
    await user.keyboard('{Enter}');
    expect(jobs.merges).toHaveLength(2);
    expect(document.activeElement).not.toBe(document.body);
  });

  it('is the only one that tells of a cancelled merge: with going on, and with removing what it left', async () => {
    const panel = openPanel({ unfinished: [LEFT] });
    const { user, store } = panel;
    await screen.findByRole('heading', { name: 'Unfinished models' });
    begin(panel);
    await user.click(button('Cancel'));
    await screen.findByRole('button', { name: 'Go on' });
    expect(screen.queryByRole('heading', { name: 'Unfinished models' })).toBeNull();
    await user.click(button('Remove'));
    await user.click(button('Keep'));
    expect(await store.unfinished()).toHaveLength(1);
    await user.click(button('Remove'));
    await user.click(button('Remove, 1.00 GB'));
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Jobs' })).toBeNull());
    expect(await store.unfinished()).toEqual([]);
  });

  it('leaves choosing other files to the unfinished model, when the files were the trouble', async () => {
    const panel = openPanel({ unfinished: [LEFT] });
    begin(panel);
    act(() => panel.jobs.merges[0]?.end.reject(new ReadroomError('format/unreadable', 'base.gguf')));
    expect(await card().findByRole('button', { name: 'Try again' })).toBeTruthy();
    expect(await screen.findByRole('heading', { name: 'Unfinished models' })).toBeTruthy();
  });

  it('does not offer as unfinished what has just been finished', async () => {
    const panel = openPanel({ unfinished: [LEFT] });
    begin(panel);
    act(() => panel.jobs.merges[0]?.end.resolve(STORY_MODEL));
    await card().findByText('Installed');
    expect(screen.queryByRole('heading', { name: 'Unfinished models' })).toBeNull();
  });

  it('tells what its known answer waits for', async () => {
    const panel = openPanel();
    begin(panel);
    act(() => panel.jobs.merges[0]?.end.resolve(STORY_MODEL));
    await card().findByText('Installed');
    act(() => panel.state.jobs.noteAnswer(id, 'asking'));
    expect(card().getByText('Known answer: being computed.')).toBeTruthy();
    act(() => panel.state.jobs.noteAnswer(id, 'too-large'));
    expect(card().getByText(/not asked, too large beside the model in use/)).toBeTruthy();
  });

  it('says why a model cannot be used that another tab has removed', async () => {
    const panel = openPanel({ onUse: () => Promise.reject(new ReadroomError('store/not-installed', id)) });
    begin(panel);
    act(() => panel.jobs.merges[0]?.end.resolve(STORY_MODEL));
    await panel.user.click(await screen.findByRole('button', { name: 'Use it now' }));
    expect((await card().findByRole('alert')).textContent).toContain(SENTENCES['store/not-installed']);
  });
});

describe('a merge that is being put together', () => {
  it('is out of sight when it is closed and empty only when it is begun over', async () => {
    const { user } = openPanel({ script: { inspectMerge: () => inspected(null) }, answers: [BASE] });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    expect(screen.queryByRole('button', { name: 'Start over' })).toBeNull();
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    await screen.findByText('Vocabulary');
    await user.clear(screen.getByLabelText('Name'));
    await user.type(screen.getByLabelText('Name'), 'Chest CT');
    await user.click(screen.getByRole('button', { name: /^Close the merge/ }));
    expect(screen.queryByRole('heading', { name: 'Merge your own model' })).toBeNull();
    const goOn = screen.getByRole('button', { name: 'Go on with the merge' });
    expect(document.activeElement).toBe(goOn);
    await user.click(goOn);
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Chest CT');
    await user.click(screen.getByRole('button', { name: 'Start over' }));
    expect(screen.queryByLabelText('Name')).toBeNull();
    expect(screen.queryByText('Llama-2-7b-chat-hf')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Merge your own model');
  });
});
