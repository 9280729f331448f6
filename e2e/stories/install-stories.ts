import type { AppState } from '../../src/app/app-state.ts';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type { JobProgress } from '../../src/platform/model-jobs/model-jobs-port.ts';
import type { UnfinishedModel } from '../../src/platform/model-store/model-store-port.ts';
import { chosenFiles } from '../../src/testing/model-jobs/chosen.ts';
import { inspected, LLAMA_7B, RADIOLOGY_ADAPTER } from '../../src/testing/model-jobs/llama-7b.ts';
import {
  createScriptedModelJobs,
  type ScriptedModelJobs,
} from '../../src/testing/model-jobs/scripted-model-jobs.ts';
import { STORY_MODEL } from './manifest.ts';
import type { InstallStoryName } from './story-names.ts';
import type { StoryOptions, StoryServices } from './story-services.ts';

interface InstallStory {
  readonly services: StoryOptions;
  readonly play: (state: AppState, outside: StoryServices) => Promise<void>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const BASE = chosenFiles('Llama-2-7b-chat-hf', {
  'config.json': 614,
  'model-00001-of-00002.safetensors': 9_976,
  'model-00002-of-00002.safetensors': 3_500,
  'tokenizer.json': 1_842,
});
const ADAPTER = chosenFiles('radiology-lora', {
  'adapter_config.json': 600,
  'adapter_model.safetensors': 16_794,
});
const EXPORT = chosenFiles('tinyllama-1.1b-radiology-q4f16_1', { 'manifest.json': 9_000 });

function jobs(): ScriptedModelJobs {
  return createScriptedModelJobs({
    inspectMerge: (_base, adapter) => inspected(adapter === null ? null : RADIOLOGY_ADAPTER),
    inspectImport: () => ({
      kind: 'mlc',
      modelId: 'tinyllama-1.1b-radiology-q4f16_1',
      name: 'TinyLlama 1.1B Radiology',
      totalBytes: 624_000_000,
      libraries: [],
      unverified: true,
      prompt: null,
      replaces: null,
    }),
  });
}

const SUGGESTED = inspected().suggestion;

const UNFINISHED: readonly UnfinishedModel[] =
  SUGGESTED === null
    ? []
    : [
        {
          ...{ id: 'llama-2-7b-chat-hf-5f0f3e5b-q4f16_1', name: 'Llama-2-7b-chat-hf + adapter 5f0f3e5b' },
          ...{ kind: 'merge', startedAt: Date.UTC(2026, 10, 22, 8, 4), damaged: false },
          ...{ presentBytes: 1_610_000_000, totalBytes: 3_792_000_000 },
          merge: {
            ...{ config: SUGGESTED, quantization: 'q4f16_1', installedBy: 'Dr. A' },
            base: { label: 'Llama-2-7b-chat-hf', files: LLAMA_7B.files, handles: [] },
            adapter: null,
          },
        },
        {
          ...{ id: 'damaged', name: 'Hospital 1.1B', kind: 'origin', damaged: true, merge: null },
          ...{ startedAt: 0, presentBytes: 590_000_000, totalBytes: 624_000_000 },
        },
      ];

const CONVERTING: JobProgress = {
  ...{ phase: 'convert', item: 'model.layers.11.mlp.down_proj.weight' },
  ...{ totalBytes: 13_478_000_000, totalTensors: 291, doneTensors: 102 },
  doneBytes: 4_712_000_000,
};

async function openLibrary(state: AppState): Promise<void> {
  for (let tries = 0; tries < 200 && state.session.getState().phase === 'checking'; tries++) await sleep(25);
  state.library.view.setState({ open: true });
  state.library.screen.setState({ pane: { kind: 'add' }, paneOpen: true });
  await sleep(900);
}

const READY = { installed: true, msPerToken: 1 } as const;

/** Every state of bringing models in that has to look right. */
export const INSTALL_STORIES: Record<InstallStoryName, InstallStory> = {
  'add-model': {
    services: { ...READY, modelJobs: jobs() },
    play: openLibrary,
  },
  'add-found': {
    services: { ...READY, modelJobs: jobs() },
    async play(state) {
      await openLibrary(state);
      await state.library.install.intake.takeFinished(EXPORT);
      state.library.install.intake.fail(new ReadroomError('library/nothing-here', 'holiday.jpg'));
      await sleep(200);
    },
  },
  merge: {
    services: { ...READY, card: true, modelJobs: jobs() },
    async play(state) {
      const { merge } = state.library.install;
      await openLibrary(state);
      await merge.setBase(BASE);
      await merge.setAdapter(ADAPTER);
      await sleep(300);
    },
  },
  'merge-end': {
    services: {
      ...READY,
      storage: { usedBytes: 61e9, quotaBytes: 64e9, persisted: true },
      modelJobs: jobs(),
    },
    async play(state) {
      const { merge } = state.library.install;
      await openLibrary(state);
      await merge.setBase(BASE);
      await merge.setAdapter(ADAPTER);
      merge.choose({ id: 'Hospital 7B' });
      await sleep(300);
      document.querySelector('details')?.setAttribute('open', '');
      await sleep(900);
      [...document.querySelectorAll('button')].find((b) => b.textContent === 'Merge')?.scrollIntoView();
      await sleep(100);
    },
  },
  'merge-problem': {
    services: {
      ...READY,
      modelJobs: createScriptedModelJobs({
        inspectMerge: () => ({
          ...inspected(),
          suggestion: null,
          problems: [
            { where: 'tokenizer', error: { code: 'pipeline/missing-tokenizer', detail: 'tokenizer.json' } },
            {
              where: 'adapter',
              error: {
                code: 'format/adapter-mismatch',
                detail: 'model.layers.0.self_attn.q_proj: 4096 × 4096, 2048 × 2048 in the base',
              },
            },
          ],
        }),
      }),
    },
    async play(state) {
      const { merge } = state.library.install;
      await openLibrary(state);
      await merge.setBase(BASE);
      await merge.setAdapter(ADAPTER);
      await sleep(300);
    },
  },
  jobs: {
    services: { ...READY, modelJobs: jobs(), unfinished: UNFINISHED },
    async play(state, outside) {
      const { jobs: list, merge, intake } = state.library.install;
      const scripted = outside.services.modelJobs as ScriptedModelJobs;
      await openLibrary(state);
      await intake.takeFinished(EXPORT);
      await merge.setBase(BASE);
      for (let index = 0; index < 3; index++) {
        const name = ['Hospital 7B', 'Second model', 'Third model'][index] ?? '';
        const request = merge.request('Dr. A');
        if (request === null) return;
        list.add({
          ...{ kind: 'merge', title: name, modelId: `m${index}` },
          start: (options) => {
            const job = scripted.merge(request, options);
            return {
              result: job.result.then((model) => ({ model, libraries: [] })),
              pause: () => job.pause(),
              resume: () => job.resume(),
            };
          },
        });
      }
      const knownAnswer = {
        at: 1,
        engine: 'cpu',
        outcome: 'passed',
        compared: 31,
        agreed: 31,
        detail: '',
      } as const;
      scripted.merges[0]?.end.resolve({
        ...STORY_MODEL,
        manifest: { ...STORY_MODEL.manifest, id: 'm0' },
        details: { ...STORY_MODEL.details, knownAnswer },
      });
      await sleep(200);
      merge.close();
      scripted.merges[1]?.progress({ ...CONVERTING, doneBytes: 4_600_000_000 });
      await sleep(1_500);
      scripted.merges[1]?.progress(CONVERTING);
      await sleep(300);
    },
  },
  unfinished: {
    services: { ...READY, unfinished: UNFINISHED, modelJobs: jobs() },
    async play(state) {
      await openLibrary(state);
      const goOn = (): HTMLButtonElement | undefined =>
        [...document.querySelectorAll('button')].find((button) => button.textContent === 'Go on');
      for (let tries = 0; tries < 200 && goOn() === undefined; tries++) await sleep(25);
      goOn()?.click();
      await sleep(600);
    },
  },
};
