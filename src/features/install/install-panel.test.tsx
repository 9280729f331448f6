// @vitest-environment jsdom
import { act, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import { chosenFiles } from '../../testing/model-jobs/chosen.ts';
import { inspected, RADIOLOGY_ADAPTER } from '../../testing/model-jobs/llama-7b.ts';
import type { ModelJobsScript } from '../../testing/model-jobs/scripted-model-jobs.ts';
import { CATALOG, closePanel, group, openPanel, tabTo } from '../../testing/model-jobs/install-screens.tsx';

afterEach(closePanel);

const BASE = chosenFiles('Llama-2-7b-chat-hf', { 'config.json': 9, 'model.safetensors': 8 });
const ADAPTER = chosenFiles('radiology-lora', { 'adapter_config.json': 5, 'adapter_model.safetensors': 6 });
const EXPORT = chosenFiles('usb', { 'manifest.json': 7 });
const FITS = {
  inspectMerge: (_base: unknown, adapter: unknown) => inspected(adapter === null ? null : RADIOLOGY_ADAPTER),
};
const FOUND: ModelJobsScript = {
  inspectImport: () => ({
    ...{ kind: 'mlc', modelId: 'tiny', name: 'Tiny', totalBytes: 624e6, libraries: [] },
    unverified: true,
    prompt: null,
    replaces: null,
  }),
};

describe('merging', () => {
  it(
    'goes by the keyboard alone, from the button to the running job and back to nothing',
    { timeout: 90_000 },
    async () => {
      const { user, jobs, installed, used } = openPanel({ script: FITS, answers: [BASE, ADAPTER] });
      const press = async (
        name: string,
        within_ = screen as Pick<typeof screen, 'getByRole'>,
      ): Promise<void> => {
        await tabTo(user, within_.getByRole('button', { name }));
        await user.keyboard('{Enter}');
      };
      await press('Start a merge');
      expect(document.activeElement?.textContent).toBe('Merge your own model');
      await press('Choose folder…', group('Base'));
      await screen.findByText('Vocabulary');
      await press('Choose folder…', group('Adapter'));
      await screen.findByText('q_proj in 32 layers, v_proj in 32 layers');
      await press('Merge');
      expect(jobs.merges[0]?.request).toMatchObject({
        base: BASE,
        adapter: ADAPTER,
        quantization: 'q4f16_1',
      });
      // The wizard and its button are gone: the focus is where the work is told.
      await waitFor(() => expect(document.activeElement?.textContent).toBe('In progress'));
      await press('Pause');
      expect(jobs.merges[0]?.isPaused()).toBe(true);
      await press('Continue');
      expect(jobs.merges[0]?.isPaused()).toBe(false);
      act(() => jobs.merges[0]?.end.resolve(STORY_MODEL));
      await screen.findByText('Installed');
      expect(installed).toEqual([STORY_MODEL.manifest.id]);
      await press('Use it now');
      expect(used).toEqual([STORY_MODEL.manifest.id]);
      await press('Dismiss');
      expect(screen.queryByRole('list', { name: 'Jobs' })).toBeNull();
    },
  );

  it('tells what is wrong beside the input that it is wrong with, and does not run', async () => {
    const { user } = openPanel({
      answers: [BASE, ADAPTER],
      script: {
        inspectMerge: () => ({
          ...inspected(),
          problems: [
            { where: 'tokenizer', error: { code: 'format/bad-tokenizer', detail: '49152, not 32000' } },
            { where: 'adapter', error: { code: 'format/adapter-mismatch', detail: 'q_proj' } },
          ],
        }),
      },
    });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    await user.click(group('Adapter').getByRole('button', { name: 'Choose folder…' }));
    const adapter = await group('Adapter').findByRole('alert');
    expect(adapter.textContent).toContain('This adapter was made for a different base model.');
    expect(adapter.textContent).toContain('format/adapter-mismatch: q_proj');
    expect(group('Base').getByRole('alert').textContent).toContain('format/bad-tokenizer');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Merge' }).disabled).toBe(true);
  });

  it('shows the exact prompt and its tokens, and refuses a template without a place for the findings', async () => {
    const { user, clock } = openPanel({ script: FITS, answers: [BASE] });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose files…' }));
    await user.click(await screen.findByText(/^Prompt:/));
    await screen.findByLabelText('Template text');
    await act(() => clock.advance(300));
    expect((await screen.findByLabelText('Prompt text')).textContent).toMatch(
      /^<s>\[INST\] <<SYS>>\nDerive.*No pneumothorax\. \[\/INST\]$/s,
    );
    expect(screen.getByText(/^\d+ tokens of 4096$/)).toBeTruthy();
    await user.clear(screen.getByLabelText('Template text'));
    expect(screen.getByText('The template must hold {findings}, where the findings go.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Merge' }).disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Reset the prompt' }));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Merge' }).disabled).toBe(false);
  });

  it('says how much room is lacking when there is too little', async () => {
    const { user, store } = openPanel({ script: FITS, answers: [BASE] });
    store.estimate = () => Promise.resolve({ usedBytes: 61e9, quotaBytes: 64e9, persisted: true });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    expect((await screen.findByText(/1.03 GB too few/)).textContent).toContain('4.03 GB');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Merge' }).disabled).toBe(true);
    expect(screen.getByText('There is too little room in this browser.')).toBeTruthy();
  });

  it('promises no room where the browser tells none', async () => {
    const { user, store } = openPanel({ script: FITS, answers: [BASE] });
    store.estimate = () =>
      Promise.resolve({ usedBytes: 5e9, quotaBytes: 5e9 + 10 * 1024 ** 3, persisted: true });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    expect(
      await screen.findByText(/^Needs 4.03 GB of room. The browser does not tell how much is free/),
    ).toBeTruthy();
  });
});

describe('what is chosen or dropped', () => {
  it('changes nothing when the dialog is closed', async () => {
    const { user } = openPanel();
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose folder…' }));
    expect([screen.queryByRole('alert'), screen.queryByRole('list', { name: 'Found' })]).toEqual([
      null,
      null,
    ]);
  });

  it('is a finished model: told with its source and size, and installed only when asked', async () => {
    const { user, jobs } = openPanel({ script: FOUND, answers: [EXPORT] });
    await user.type(screen.getByLabelText('Installed by'), 'Dr. A');
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose folder…' }));
    const found = within(await screen.findByRole('listitem', { name: 'Tiny' }));
    expect(found.getByText('Unverified source: nothing vouches for its bytes')).toBeTruthy();
    expect(jobs.imports).toHaveLength(0);
    await user.click(found.getByRole('button', { name: 'Install' }));
    expect(jobs.imports[0]?.request).toEqual({ files: EXPORT, installedBy: 'Dr. A' });
  });

  it('is rubbish: one sentence and a code, and no job', async () => {
    const { user, jobs } = openPanel({ answers: [chosenFiles('holiday.jpg', { 'holiday.jpg': 3 })] });
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose files…' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(
      'Nothing in what you chose is a model, an adapter or a model library.',
    );
    expect(alert.textContent).toContain('library/nothing-here: holiday.jpg');
    expect([jobs.imports, jobs.merges]).toEqual([[], []]);
  });

  it('is a base and an adapter dropped together: the merge opens with both', async () => {
    openPanel({ script: FITS, answers: [ADAPTER, BASE] });
    const zone = screen.getByRole('group', { name: 'Drop files here' });
    const event = createEvent.drop(zone);
    Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], items: [] } });
    fireEvent(zone, event);
    await screen.findByText('q_proj in 32 layers, v_proj in 32 layers');
    expect(group('Base').getByText('Llama-2-7b-chat-hf')).toBeTruthy();
    expect(group('Adapter').getByText('radiology-lora')).toBeTruthy();
  });

  it('cannot be read: said beside the buttons that it was chosen with', async () => {
    const { user } = openPanel({
      chooser: { chooseFolder: () => Promise.reject(new ReadroomError('library/too-many-files', 'C')) },
    });
    await user.click(screen.getByRole('button', { name: 'Start a merge' }));
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    expect((await group('Base').findByRole('alert')).textContent).toContain('library/too-many-files');
  });
});

describe('the models of this server', () => {
  it('are offered when they are not here, and when the server has a newer build', async () => {
    const older = { ...STORY_MODEL, manifestSha256: '0'.repeat(64) };
    openPanel({ models: [older] });
    expect(await screen.findByRole('button', { name: /^Install the newer SmolLM2/ })).toBeTruthy();
  });

  it('are no trouble when the server cannot be reached', async () => {
    openPanel({ catalog: null });
    expect(await screen.findByText(/files work all the same/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are not offered when they are here already', async () => {
    openPanel({ models: [STORY_MODEL], catalog: CATALOG });
    expect(await screen.findByText('Everything that this server offers is here or on its way.')).toBeTruthy();
  });
});

describe('a job', () => {
  it('that fails says why, and can be tried again; one that is cancelled says what is kept', async () => {
    const { user, jobs } = openPanel({ script: FOUND, answers: [EXPORT] });
    await user.click(group('From a folder or file').getByRole('button', { name: 'Choose folder…' }));
    await user.click(await screen.findByRole('button', { name: 'Install' }));
    act(() => jobs.imports[0]?.end.reject(new ReadroomError('store/quota-exceeded', '5 bytes')));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('store/quota-exceeded: 5 bytes');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(jobs.imports).toHaveLength(2);
    act(() =>
      jobs.imports[1]?.progress({
        ...{ phase: 'copy', doneBytes: 50e6, totalBytes: 624e6, item: 'x' },
        ...{ doneTensors: 0, totalTensors: 0 },
      }),
    );
    expect(screen.getByText('Copying · 50.0 MB of 624 MB')).toBeTruthy();
    expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Progress of Tiny' }).value).toBe(
      50e6,
    );
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Cancelled. What was finished is kept and used again.')).toBeTruthy();
  });
});

describe('an unfinished model', () => {
  const suggestion = inspected().suggestion;
  if (suggestion === null) throw new Error('no suggestion');
  const record = (files: Readonly<Record<string, number>>) => ({
    label: 'Llama-2-7b-chat-hf',
    files: Object.entries(files).map(([name, bytes]) => ({ name, bytes })),
    handles: [],
  });
  const UNFINISHED: UnfinishedModel = {
    ...{ id: 'm', name: 'Hospital 7B', kind: 'merge', startedAt: 0, damaged: false },
    ...{ presentBytes: 1e9, totalBytes: 4e9 },
    merge: {
      ...{ config: suggestion, quantization: 'q4f16_1', installedBy: 'Dr. A', adapter: null },
      base: record({ 'config.json': 9, 'model.safetensors': 8 }),
    },
  };

  it('goes on with one press where the browser kept its files', async () => {
    const { user, jobs } = openPanel({
      unfinished: [UNFINISHED],
      chooser: { reopen: () => Promise.resolve(BASE) },
    });
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    await waitFor(() =>
      expect(jobs.merges[0]?.request).toEqual({
        ...{ config: suggestion, quantization: 'q4f16_1', installedBy: 'Dr. A' },
        ...{ base: BASE, adapter: null, totalBytes: 4e9, goesOn: true },
      }),
    );
  });

  it('asks for the same files where not, refuses others before anything is hashed, and goes on with the same', async () => {
    const other = chosenFiles('Llama-2-7b-chat-hf', { 'config.json': 9, 'model.safetensors': 7 });
    const { user, jobs } = openPanel({ unfinished: [UNFINISHED], answers: [other, BASE] });
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    await user.click(await group('Base').findByRole('button', { name: 'Choose folder…' }));
    expect((await screen.findByRole('alert')).textContent).toContain(
      'library/other-inputs: model.safetensors: 7 bytes, 8 expected',
    );
    expect(jobs.merges).toEqual([]);
    await user.click(group('Base').getByRole('button', { name: 'Choose folder…' }));
    await waitFor(() => expect(jobs.merges).toHaveLength(1));
  });

  it('falls back to choosing when the permission is refused', async () => {
    const { user } = openPanel({
      unfinished: [UNFINISHED],
      chooser: { reopen: () => Promise.reject(new ReadroomError('library/permission-refused', 'a')) },
    });
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    expect((await screen.findByRole('alert')).textContent).toContain('library/permission-refused');
    expect(group('Base').getByRole('button', { name: 'Choose folder…' })).toBeTruthy();
  });

  it('is removed when that is said twice, and the focus is not lost', async () => {
    const { user } = openPanel({
      unfinished: [UNFINISHED, { ...UNFINISHED, id: 'n', name: 'Other' }],
    });
    const first = within(await screen.findByRole('listitem', { name: 'Hospital 7B' }));
    await user.click(first.getByRole('button', { name: 'Remove' }));
    await user.click(first.getByRole('button', { name: 'Remove, 1.00 GB' }));
    await waitFor(() => expect(screen.queryByRole('listitem', { name: 'Hospital 7B' })).toBeNull());
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Other');
  });
});
