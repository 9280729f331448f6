import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineChoice } from '../domain/settings/settings.ts';
import type { ModelSession } from '../features/first-run/model-session.ts';
import { createInstallState, type InstallState } from '../features/install/install-state.ts';
import { createKeepLibraries, type KeepLibraries } from '../features/library/keep-libraries.ts';
import { createLibraryScreen, type LibraryScreen } from '../features/library/library-screen.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import { createKnownLibraries, type KnownLibraries } from './known-libraries.ts';
import { saveText } from './save-text.ts';
import type { Services } from './services.ts';
import { testModel } from './test-model.ts';

/** Everything of the Model library that outlives its view: jobs go on while reports are written. */
export interface LibraryState {
  /** Whether the library stands in the place of the report. */
  readonly view: StoreApi<{ readonly open: boolean }>;
  readonly screen: LibraryScreen;
  readonly install: InstallState;
  readonly libraries: KnownLibraries;
  readonly keep: KeepLibraries;
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
    saveText: (fileName, text) => saveText(exportTargets, fileName, text),
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
    if (knownAnswer === null) {
      install.jobs.noteAnswer(model.manifest.id, 'too-large');
      return;
    }
    const { manifest, manifestSha256 } = model;
    const described = await modelStore.describe(manifest.id, { knownAnswer }, { manifestSha256 });
    if (described.manifestSha256 === manifestSha256) install.jobs.describe(described);
  };

  /** A model that has just come: it is put to use where none is, and asked its known answer in any case. */
  const welcome = async (model: InstalledModel): Promise<void> => {
    const { id } = model.manifest;
    install.jobs.noteAnswer(id, 'asking');
    await services.prepareGpu(model, new AbortController().signal).catch(() => undefined);
    await session.noteInstalled(model);
    if (session.getState().installed?.manifest.id === id) {
      install.jobs.noteAnswer(id, 'open');
      return;
    }
    tests = tests
      .then(() => test(model))
      // Not tested is what the library says of a model that is gone by then.
      .catch(() => undefined)
      .then(() => install.jobs.noteAnswered(id));
  };

  session.subscribe(({ installed }, before) => {
    if (installed !== null && installed !== before.installed) install.jobs.describe(installed);
  });

  const screen = createLibraryScreen({
    jobs: modelJobs,
    exportTargets,
    clock,
    onVerified: (id, { damaged }) => {
      if (damaged.length > 0) void session.noteDamaged(id, damaged.join(', '));
    },
  });
  // What was said of the work before may be true no more.
  install.jobs.subscribe(({ jobs }, before) => {
    if (jobs.length > before.jobs.length) screen.say('');
  });

  return {
    view: createStore(() => ({ open: false })),
    screen,
    install,
    libraries: createKnownLibraries(services.libraries, clock),
    keep: createKeepLibraries(services.libraries),
  };
}
