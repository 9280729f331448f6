import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineChoice } from '../domain/settings/settings.ts';
import type { ModelSession } from '../features/first-run/model-session.ts';
import { createInstallState, type InstallState } from '../features/install/install-state.ts';
import { createLibraryScreen, type LibraryScreen } from '../features/library/library-screen.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import { createKnownLibraries, type KnownLibraries } from './known-libraries.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import type { Services } from './services.ts';
import { testModel } from './test-model.ts';

/** Everything of the Model library that outlives its view: jobs go on while reports are written. */
export interface LibraryState {
  /** Whether the library stands in the place of the report. */
  readonly view: StoreApi<{ readonly open: boolean }>;
  readonly screen: LibraryScreen;
  readonly install: InstallState;
  readonly readiness: Readiness;
  readonly libraries: KnownLibraries;
}

export function createLibraryState(
  services: Services,
  session: ModelSession,
  choice: () => EngineChoice,
): LibraryState {
  const { modelJobs, modelStore, exportTargets, fileChooser, clock, leaveGuard } = services;
  const install = createInstallState({
    modelJobs,
    models: modelStore,
    chooser: fileChooser,
    clock,
    leaveGuard,
    onInstalled: (model) => void welcome(model),
  });

  /** Tested one after the other: each takes the memory of a model. */
  let tests: Promise<unknown> = Promise.resolve();
  const test = async (model: InstalledModel): Promise<void> => {
    const active = session.getState().installed;
    const knownAnswer = await testModel(model, {
      engine: services.createTestEngine(),
      choice: choice(),
      now: () => clock.now(),
      activeBytes: active?.manifest.totalBytes ?? 0,
    });
    if (knownAnswer === null) return;
    install.jobs.describe(await modelStore.describe(model.manifest.id, { knownAnswer }));
  };

  /** A model that has just come: it is put to use where none is, and asked its known answer in any case. */
  const welcome = async (model: InstalledModel): Promise<void> => {
    await services.prepareGpu(model, new AbortController().signal).catch(() => undefined);
    await session.noteInstalled(model);
    if (session.getState().installed?.manifest.id === model.manifest.id) return;
    // Not tested is what the library says of a model that is gone by then.
    tests = tests.then(() => test(model)).catch(() => undefined);
  };

  session.subscribe(({ installed }, before) => {
    if (installed !== null && installed !== before.installed) install.jobs.describe(installed);
  });

  return {
    view: createStore(() => ({ open: false })),
    screen: createLibraryScreen({ jobs: modelJobs, exportTargets }),
    install,
    readiness: createReadiness(services.assets, clock),
    libraries: createKnownLibraries(services.libraries, clock),
  };
}
