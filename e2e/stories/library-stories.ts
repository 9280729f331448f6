import type { AppState } from '../../src/app/app-state.ts';
import type { ModelTab } from '../../src/features/library/library-screen.ts';
import { describeVerification } from '../../src/features/library/outcomes.ts';
import type { JobProgress } from '../../src/platform/model-jobs/model-jobs-port.ts';
import { createScriptedModelJobs } from '../../src/testing/model-jobs/scripted-model-jobs.ts';
import {
  BROUGHT_LIBRARY,
  FOREIGN_MODEL,
  MERGED_MODEL,
  OWN_LIBRARY,
  OWN_MODEL,
  SERVER_LIBRARIES,
  THIRTY_MODELS,
  THREE_MODELS,
} from './library-models.ts';
import type { LibraryStoryName } from './story-names.ts';
import type { StoryOptions } from './story-services.ts';

interface LibraryStory {
  readonly services: StoryOptions;
  readonly play: (state: AppState) => Promise<void>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const SHELVES: StoryOptions = {
  installed: true,
  msPerToken: 1,
  card: true,
  models: THREE_MODELS,
  libraries: [OWN_LIBRARY],
  brought: [BROUGHT_LIBRARY],
  atServer: SERVER_LIBRARIES,
  storage: { usedBytes: 4_912_000_000, quotaBytes: 64e9, persisted: false },
  modelJobs: createScriptedModelJobs(),
};

async function open(state: AppState, id: string | null, tab: ModelTab = 'overview'): Promise<void> {
  for (let tries = 0; tries < 200 && state.session.getState().phase !== 'ready'; tries++) await sleep(25);
  state.library.view.setState({ open: true });
  state.library.screen.setState({ tab });
  // The view is a chunk of its own.
  for (let tries = 0; tries < 400 && document.querySelector('button[data-row]') === null; tries++)
    await sleep(25);
  await sleep(300);
  if (id !== null) document.querySelector<HTMLButtonElement>(`button[data-row="${id}"]`)?.click();
  await sleep(700);
}

const press = (label: string): void =>
  [...document.querySelectorAll('button')].find((button) => button.textContent === label)?.click();

/** Every state of the Model library that has to look right. */
export const LIBRARY_STORIES: Record<LibraryStoryName, LibraryStory> = {
  library: { services: SHELVES, play: (state) => open(state, null) },
  'library-one': {
    services: { ...SHELVES, models: [OWN_MODEL], brought: [] },
    play: (state) => open(state, OWN_MODEL.manifest.id),
  },
  'library-thirty': {
    services: { ...SHELVES, models: THIRTY_MODELS },
    play: (state) => open(state, FOREIGN_MODEL.manifest.id),
  },
  'library-prompt': {
    services: SHELVES,
    play: (state) => open(state, MERGED_MODEL.manifest.id, 'prompt'),
  },
  'library-provenance': {
    services: SHELVES,
    play: (state) => open(state, OWN_MODEL.manifest.id, 'provenance'),
  },
  'library-remove': {
    services: SHELVES,
    async play(state) {
      await open(state, OWN_MODEL.manifest.id);
      press('Remove…');
      await sleep(300);
    },
  },
  'library-verify': {
    services: SHELVES,
    async play(state) {
      const { id } = MERGED_MODEL.manifest;
      await open(state, id);
      press('Verify');
      await sleep(200);
      const progress: JobProgress = {
        phase: 'verify',
        ...{ doneBytes: 1_612_000_000, totalBytes: 3_793_000_000 },
        ...{ item: 'params_shard_9.bin', doneTensors: 0, totalTensors: 0 },
      };
      state.library.screen.setState(({ run }) => (run === null ? {} : { run: { ...run, progress } }));
      await sleep(200);
    },
  },
  'library-damaged': {
    services: { ...SHELVES, models: [OWN_MODEL] },
    async play(state) {
      await open(state, null);
      const outcome = describeVerification({
        ...{ at: 0, files: 27, bytes: 3_793_000_000 },
        damaged: ['params_shard_3.bin', 'params_shard_9.bin'],
      });
      const { name } = MERGED_MODEL.details;
      state.library.screen.setState({
        run: { kind: 'verify', modelId: 'gone', name, progress: null, paused: false, outcome },
      });
      await sleep(300);
    },
  },
};
