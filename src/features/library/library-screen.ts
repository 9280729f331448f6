import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort } from '../../domain/errors/readroom-error.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import type { Verification } from '../../domain/model/model-details.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ExportTargets } from '../../platform/files/export-targets.ts';
import type { Job, JobOptions, JobProgress, ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import { describeExport, describeVerification, type RunOutcome } from './outcomes.ts';

/** What the pane beside the list shows. */
export type LibraryPane = { readonly kind: 'model'; readonly id: string } | { readonly kind: 'add' };

export const MODEL_TABS = ['overview', 'prompt', 'provenance'] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

/** A check or an export that runs now, or how the last one ended. */
export interface LibraryRun {
  readonly kind: 'verify' | 'export';
  readonly modelId: string;
  /** Of the model. */
  readonly name: string;
  readonly progress: JobProgress | null;
  readonly paused: boolean;
  readonly outcome: RunOutcome | null;
}

/** A prompt that is being written and is not saved. */
export interface PromptDraft {
  readonly template: ChatTemplate;
  /** False while it has a problem. */
  readonly isUsable: boolean;
}

export interface LibraryScreenState {
  /** Null until somebody chose: the model in use, or the way in where there is none. */
  readonly pane: LibraryPane | null;
  /** On a narrow screen: the pane in place of the list. */
  readonly paneOpen: boolean;
  readonly tab: ModelTab;
  readonly run: LibraryRun | null;
  /** By model: looking at something else loses nothing that was written. */
  readonly drafts: ReadonlyMap<string, PromptDraft>;
  /** Said to assistive technology: what just came about. */
  readonly said: string;
}

export interface LibraryScreen extends StoreApi<LibraryScreenState> {
  /** Whether the browser lets a page write to a folder or file; else an export is a download. */
  readonly canWriteFiles: boolean;
  readonly show: (pane: LibraryPane) => void;
  readonly showList: () => void;
  readonly showTab: (tab: ModelTab) => void;
  readonly say: (text: string) => void;
  /** Keeps a prompt that is being written; null when it is saved or discarded. */
  readonly writePrompt: (modelId: string, draft: PromptDraft | null) => void;
  /** Lets go of all that is told of a model that was removed. */
  readonly forget: (modelId: string) => void;
  readonly verify: (model: NamedModel) => Promise<void>;
  readonly exportTo: (model: NamedModel, where: 'folder' | 'file' | 'download') => Promise<void>;
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** The id, and the name that a person gave it. */
export interface NamedModel {
  readonly id: string;
  readonly name: string;
}

export interface LibraryScreenOptions {
  readonly jobs: Pick<ModelJobs, 'verify' | 'exportModel'>;
  readonly exportTargets: ExportTargets;
  readonly clock: Pick<Clock, 'after'>;
  /** A model was verified: whoever drafts with it has to know what was found. */
  readonly onVerified?: (id: string, verification: Verification) => void;
}

/** What was done stands at the top for that long, ms: later it may be true no more. */
const SAID_MS = 10_000;

/** State of the Model library's screen, and its one check or export at a time. */
export function createLibraryScreen({
  jobs,
  exportTargets,
  clock,
  onVerified,
}: LibraryScreenOptions): LibraryScreen {
  const store = createStore<LibraryScreenState>()(() => ({
    pane: null,
    paneOpen: false,
    tab: 'overview',
    run: null,
    drafts: new Map(),
    said: '',
  }));
  let current: {
    readonly job: Pick<Job<unknown>, 'pause' | 'resume'>;
    readonly abort: AbortController;
  } | null = null;

  let hush = (): void => undefined;
  const say = (said: string): void => {
    hush();
    store.setState({ said });
    if (said !== '') hush = clock.after(SAID_MS, () => store.setState({ said: '' }));
  };

  const patchRun = (change: Partial<LibraryRun>): void =>
    store.setState(({ run }) => (run === null ? {} : { run: { ...run, ...change } }));
  const end = (outcome: RunOutcome): void => {
    patchRun({ outcome, paused: false });
    // A failure is an alert already.
    if (outcome.error === null) say(outcome.said);
  };

  const follow = async <T>(
    kind: LibraryRun['kind'],
    model: NamedModel,
    start: (options: JobOptions) => Job<T>,
    describe: (result: T) => RunOutcome,
  ): Promise<void> => {
    if (current !== null) return;
    const abort = new AbortController();
    store.setState({
      run: { kind, modelId: model.id, name: model.name, progress: null, paused: false, outcome: null },
    });
    say('');
    try {
      const job = start({ signal: abort.signal, onProgress: (progress) => patchRun({ progress }) });
      current = { job, abort };
      end(describe(await job.result));
    } catch (error) {
      if (isAbort(error)) {
        store.setState({ run: null });
        say('Stopped.');
      } else end({ tone: 'danger', text: '', said: '', error: asReadroomError(error) });
    } finally {
      current = null;
    }
  };

  return {
    ...store,
    canWriteFiles: exportTargets.canWrite,
    show(pane) {
      say('');
      store.setState({ pane, paneOpen: true });
    },
    showList: () => store.setState({ paneOpen: false }),
    showTab(tab) {
      say('');
      store.setState({ tab });
    },
    say,
    writePrompt(modelId, draft) {
      const drafts = new Map(store.getState().drafts);
      if (draft === null) drafts.delete(modelId);
      else drafts.set(modelId, draft);
      store.setState({ drafts });
    },
    forget(modelId) {
      const { run, drafts } = store.getState();
      const left = new Map([...drafts].filter(([id]) => id !== modelId));
      // One that goes on ends by itself, and tells how.
      const isOver = run?.modelId === modelId && run.outcome !== null;
      store.setState({ drafts: left, ...(isOver && { run: null }) });
    },
    verify: (model) =>
      follow(
        'verify',
        model,
        (options) => jobs.verify(model.id, options),
        (verification) => {
          onVerified?.(model.id, verification);
          return describeVerification(verification);
        },
      ),
    async exportTo(model, where) {
      if (current !== null) return;
      const name = `${model.id}.readroom.zip`;
      try {
        const target =
          where === 'download'
            ? ({ kind: 'download' } as const)
            : await (where === 'folder' ? exportTargets.chooseFolder() : exportTargets.chooseFile(name));
        if (target === null) return;
        await follow(
          'export',
          model,
          (options) => jobs.exportModel(model.id, target, options),
          (result) => {
            if (result.blob !== null) exportTargets.download(name, result.blob);
            return describeExport(model.name, result, where);
          },
        );
      } catch (error) {
        const outcome: RunOutcome = { tone: 'danger', text: '', said: '', error: asReadroomError(error) };
        store.setState({
          run: {
            kind: 'export',
            modelId: model.id,
            name: model.name,
            progress: null,
            paused: false,
            outcome,
          },
        });
      }
    },
    pause() {
      current?.job.pause();
      patchRun({ paused: true });
    },
    goOn() {
      current?.job.resume();
      patchRun({ paused: false });
    },
    cancel: () => current?.abort.abort(),
    dismiss: () => store.setState({ run: null }),
  };
}
