import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  cleanup,
  configure,
  render,
  screen,
  within,
  type BoundFunctions,
  type queries,
} from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { useState, type ReactNode } from 'react';
import { STORY_MANIFEST, STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { createStoryModelStore } from '../../../e2e/stories/story-model-store.ts';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { createManualClock } from '../../platform/clock/manual-clock.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import type {
  InstalledModel,
  ModelStore,
  UnfinishedModel,
} from '../../platform/model-store/model-store-port.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import { answeringChooser } from './chosen.ts';
import {
  createScriptedModelJobs,
  type ModelJobsScript,
  type ScriptedModelJobs,
} from './scripted-model-jobs.ts';
import { InstallPanel } from '../../features/install/install-panel.tsx';
import { createInstallState, type InstallState } from '../../features/install/install-state.ts';
import { JobsList } from '../../features/install/jobs-list.tsx';
import { UnfinishedModels } from '../../features/install/unfinished-models.tsx';
import { useRefreshAfterJobs } from '../../features/install/use-refresh.ts';

interface PanelOptions {
  readonly script?: ModelJobsScript;
  readonly answers?: ChosenFiles[];
  readonly chooser?: Partial<FileChooser>;
  readonly models?: readonly InstalledModel[];
  readonly unfinished?: readonly UnfinishedModel[];
  readonly catalog?: ModelCatalog | null;
  readonly onUse?: (model: InstalledModel) => Promise<unknown>;
}

export interface TestPanel {
  readonly user: UserEvent;
  readonly state: InstallState;
  readonly jobs: ScriptedModelJobs;
  readonly store: ModelStore;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly used: string[];
  readonly installed: string[];
  readonly saved: { readonly name: string; readonly text: string }[];
}

export const CATALOG: ModelCatalog = {
  schemaVersion: 1,
  defaultModel: STORY_MANIFEST.id,
  models: [
    {
      id: STORY_MANIFEST.id,
      displayName: STORY_MANIFEST.displayName,
      totalBytes: STORY_MANIFEST.totalBytes,
      manifestSha256: STORY_MODEL.manifestSha256,
    },
  ],
};

const RUNNING: RunningFacts = {
  engine: 'cpu',
  note: 'No card.',
  gpuMemory: 5e9,
  library: null,
  libraries: [],
  compileCommand: 'npm run compile-model -- x.json',
};

// A busy machine is no failure.
configure({ asyncUtilTimeout: 15_000 });

/** The screens of this feature together, with the slow work, the dialogs and the store as the test scripts them. */
export function openPanel(options: PanelOptions = {}): TestPanel {
  const { catalog = CATALOG } = options;
  const jobs = createScriptedModelJobs(options.script);
  const clock = createManualClock();
  const used: string[] = [];
  const installed: string[] = [];
  const saved: { name: string; text: string }[] = [];
  const unfinished = [...(options.unfinished ?? [])];
  const store: ModelStore = {
    ...createStoryModelStore({ models: options.models ?? [] }),
    unfinished: () => Promise.resolve([...unfinished]),
    remove(id) {
      unfinished.splice(0, unfinished.length, ...unfinished.filter((model) => model.id !== id));
      return Promise.resolve();
    },
  };
  const state = createInstallState({
    modelJobs: jobs,
    models: store,
    chooser: { ...answeringChooser(options.answers), ...options.chooser },
    clock,
    leaveGuard: { hold: () => () => undefined },
    saveText: (name, text) => saved.push({ name, text }),
    onInstalled: ({ manifest }) => void installed.push(manifest.id),
  });
  const readCatalog = (): Promise<ModelCatalog> =>
    catalog === null ? Promise.reject(new Error('offline')) : Promise.resolve(catalog);
  function Screens(): ReactNode {
    useRefreshAfterJobs(state.jobs);
    const [installedBy, setInstalledBy] = useState('');
    return (
      <main>
        <JobsList
          state={state}
          activeId={null}
          onUse={options.onUse ?? (({ manifest }) => Promise.resolve(used.push(manifest.id)))}
          onRemove={async (id) => {
            await store.remove(id);
            state.jobs.forget(id);
            await client.invalidateQueries({ queryKey: MODELS_KEY });
          }}
        />
        <UnfinishedModels state={state} readCatalog={readCatalog} installedBy={installedBy} />
        <InstallPanel
          state={state}
          readCatalog={readCatalog}
          describeModel={() => RUNNING}
          installedBy={installedBy}
          onInstalledBy={setInstalledBy}
        />
      </main>
    );
  }
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });
  render(
    <QueryClientProvider client={client}>
      <Screens />
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), state, jobs, store, clock, used, installed, saved };
}

export const closePanel = cleanup;

export const group = (name: string): BoundFunctions<typeof queries> =>
  within(screen.getByRole('group', { name }));

/** Moves the focus by Tab alone until `wanted` has it. */
export async function tabTo(user: UserEvent, wanted: HTMLElement): Promise<void> {
  for (let tries = 0; tries < 80 && document.activeElement !== wanted; tries++) await user.tab();
  if (document.activeElement !== wanted) throw new Error('the keyboard does not reach it');
}
