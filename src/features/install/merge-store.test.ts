import { describe, expect, it } from 'vitest';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import { chosenFiles } from '../../testing/model-jobs/chosen.ts';
import { inspected } from '../../testing/model-jobs/llama-7b.ts';
import { createScriptedModelJobs } from '../../testing/model-jobs/scripted-model-jobs.ts';
import { canMerge, createMergeStore } from './merge-store.ts';
import { createIntakeStore } from './intake-store.ts';

const BASE = chosenFiles('llama-2-7b', { 'config.json': 3, 'model.safetensors': 9 });
const ADAPTER = chosenFiles('lora', { 'adapter_config.json': 3, 'adapter_model.safetensors': 9 });

const create = (inspect: () => MergeInspection = () => inspected()) =>
  createMergeStore(createScriptedModelJobs({ inspectMerge: () => inspect() }));

describe('a merge that is being put together', () => {
  it('asks for what was suggested, with the exact size that the inspection told', async () => {
    const merge = create();
    await merge.setBase(BASE);
    const suggestion = inspected().suggestion;
    expect(merge.request('Dr. A')).toEqual({
      config: suggestion,
      quantization: 'q4f16_1',
      base: BASE,
      adapter: null,
      installedBy: 'Dr. A',
      totalBytes: 3_792_000_000,
    });
  });

  it('asks for what the person chose in place of it', async () => {
    const merge = create();
    await merge.setBase(BASE);
    merge.choose({ name: 'Our model', id: 'ours', window: 1024, quantization: 'q8f16_1' });
    expect(merge.request('')).toMatchObject({
      quantization: 'q8f16_1',
      totalBytes: 7_161_000_000,
      config: { id: 'ours', displayName: 'Our model', context: { window: 1024 } },
    });
  });

  it('keeps the name when an adapter is added, and forgets everything with another base', async () => {
    const merge = create();
    await merge.setBase(BASE);
    merge.choose({ name: 'Our model', id: 'ours' });
    await merge.setAdapter(ADAPTER);
    expect(merge.getState().choices).toEqual({ name: 'Our model' });
    await merge.setBase(BASE);
    expect(merge.getState().choices).toEqual({});
  });

  it.each<[string, () => MergeInspection]>([
    [
      'a problem',
      () => ({
        ...inspected(),
        problems: [{ where: 'adapter', error: { code: 'format/adapter-mismatch', detail: '' } }],
      }),
    ],
    ['no suggestion', () => ({ ...inspected(), suggestion: null })],
  ])('does not run while there is %s', async (_name, inspect) => {
    const merge = create(inspect);
    await merge.setBase(BASE);
    expect([canMerge(merge.getState()), merge.request('')]).toEqual([false, null]);
  });

  it('does not run with an identifier or a prompt that cannot be used', async () => {
    const merge = create();
    await merge.setBase(BASE);
    merge.choose({ id: 'Not an id' });
    expect(canMerge(merge.getState())).toBe(false);
    merge.choose({ id: 'an-id' }, false);
    expect(canMerge(merge.getState())).toBe(false);
    merge.choose({}, true);
    expect(canMerge(merge.getState())).toBe(true);
  });

  it('shows what the newest choice is, however long an older one is looked at', async () => {
    const slow: ((inspection: MergeInspection) => void)[] = [];
    const merge = createMergeStore({
      inspectMerge: () => new Promise((resolve) => void slow.push(resolve)),
    });
    const first = merge.setBase(BASE);
    const second = merge.setAdapter(ADAPTER);
    const newest = inspected();
    slow[1]?.(newest);
    slow[0]?.({ ...newest, base: null });
    await Promise.all([first, second]);
    expect(merge.getState().inspection).toBe(newest);
  });
});

describe('files that are dropped', () => {
  it('go where they belong: a base and an adapter into the merge, a finished model to be asked about', async () => {
    const finished = chosenFiles('export', { 'manifest.json': 2 });
    const jobs = createScriptedModelJobs({ inspectMerge: () => inspected() });
    const merge = createMergeStore(jobs);
    const intake = createIntakeStore(
      {
        inspectImport: (files, signal) =>
          files === finished
            ? Promise.resolve({
                ...{ kind: 'readroom', modelId: 'm', name: 'M', totalBytes: 2, libraries: [] },
                unverified: false,
                prompt: null,
                replaces: null,
              })
            : jobs.inspectImport(files, signal),
      },
      merge,
    );
    await intake.takeAny([ADAPTER, BASE, finished]);
    expect(merge.getState()).toMatchObject({ isOpen: true, base: BASE, adapter: ADAPTER });
    expect(intake.getState().finished.map(({ inspection }) => inspection.name)).toEqual(['M']);
    expect(intake.getState().error).toBeNull();
  });

  it.each([
    ['rubbish', [chosenFiles('holiday.jpg', { 'holiday.jpg': 4 })], 'holiday.jpg'],
    ['nothing', [], ''],
  ])('are refused with a code when they are %s', async (_name, dropped, label) => {
    const jobs = createScriptedModelJobs();
    const intake = createIntakeStore(jobs, createMergeStore(jobs));
    await intake.takeAny(dropped);
    expect(intake.getState()).toMatchObject({
      isReading: false,
      finished: [],
      error: { code: 'library/nothing-here', label },
    });
  });
});
