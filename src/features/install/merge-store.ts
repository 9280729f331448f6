import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import { builtModelId } from '../../domain/model/catalog.ts';
import { withChoices, type ConfigChoices } from '../../domain/model/derive-config.ts';
import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import { ModelIdSchema, type ModelConfig } from '../../domain/model/model-config.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { MergeRequest, ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';

export interface MergeState {
  readonly isOpen: boolean;
  readonly base: ChosenFiles | null;
  readonly adapter: ChosenFiles | null;
  /** True while headers are being read. */
  readonly isReading: boolean;
  readonly inspection: MergeInspection | null;
  /** Why the files could not even be looked at. */
  readonly error: TransferredError | null;
  /** What the person chose other than suggested. */
  readonly choices: ConfigChoices;
  /** False while the edited prompt has a problem. */
  readonly isPromptUsable: boolean;
}

/** A merge that is being put together; it outlives the view, so nothing typed is lost by looking away. */
export interface MergeStore extends StoreApi<MergeState> {
  readonly open: () => void;
  /** Out of sight; everything chosen and typed stays. */
  readonly hide: () => void;
  /** Empty again, and open. */
  readonly startOver: () => void;
  /** Empty, and out of sight: the merge was begun. */
  readonly close: () => void;
  readonly setBase: (base: ChosenFiles | null) => Promise<void>;
  readonly setAdapter: (adapter: ChosenFiles | null) => Promise<void>;
  readonly choose: (choices: ConfigChoices, isPromptUsable?: boolean) => void;
  /** What to run; null while something stands in the way. */
  readonly request: (installedBy: string) => MergeRequest | null;
}

const EMPTY: MergeState = {
  isOpen: false,
  base: null,
  adapter: null,
  isReading: false,
  inspection: null,
  error: null,
  choices: {},
  isPromptUsable: true,
};

export function createMergeStore(jobs: Pick<ModelJobs, 'inspectMerge'>): MergeStore {
  const store = createStore<MergeState>(() => EMPTY);
  let controller = new AbortController();

  /** Looks at the files again: the newest choice only. */
  const inspect = async (): Promise<void> => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const { base, adapter } = store.getState();
    store.setState({ inspection: null, error: null, isReading: base !== null });
    if (base === null) return;
    try {
      const inspection = await jobs.inspectMerge(base, adapter, signal);
      if (!signal.aborted) store.setState({ inspection, isReading: false });
    } catch (error) {
      if (!signal.aborted) store.setState({ error: asReadroomError(error).toTransfer(), isReading: false });
    }
  };

  return Object.assign(store, {
    open: (): void => store.setState({ isOpen: true }),
    hide: (): void => store.setState({ isOpen: false }),
    startOver(): void {
      controller.abort();
      store.setState({ ...EMPTY, isOpen: true });
    },
    close(): void {
      controller.abort();
      store.setState(EMPTY);
    },
    setBase(base: ChosenFiles | null): Promise<void> {
      // Another base has another name, shape and vocabulary: nothing chosen for the last one holds.
      store.setState({ isOpen: true, base, choices: {}, isPromptUsable: true });
      return inspect();
    },
    setAdapter(adapter: ChosenFiles | null): Promise<void> {
      // The identifier tells which adapter; name, window and prompt stay as the person chose them.
      const choices = Object.entries(store.getState().choices).filter(([key]) => key !== 'id');
      store.setState({ isOpen: true, adapter, choices: Object.fromEntries(choices) });
      return inspect();
    },
    choose(choices: ConfigChoices, isPromptUsable?: boolean): void {
      store.setState((state) => ({
        choices: { ...state.choices, ...choices },
        ...(isPromptUsable !== undefined && { isPromptUsable }),
      }));
    },
    request(installedBy: string): MergeRequest | null {
      const state = store.getState();
      const { base, adapter, inspection } = state;
      const config = chosenConfig(state);
      if (base === null || inspection === null || config === null || !canMerge(state)) return null;
      const quantization = config.defaultQuantization;
      const totalBytes = inspection.outputBytes[quantization];
      return {
        ...{ config, quantization, base, adapter, installedBy },
        ...(totalBytes !== undefined && { totalBytes }),
      };
    },
  });
}

/** The config as the person wants it; null while nothing is suggested. */
export function chosenConfig({ inspection, choices }: MergeState): ModelConfig | null {
  const suggestion = inspection?.suggestion ?? null;
  return suggestion === null ? null : withChoices(suggestion, choices);
}

export function canMerge(state: MergeState): boolean {
  const { inspection, isPromptUsable } = state;
  const config = chosenConfig(state);
  return config !== null && isModelId(config.id) && inspection?.problems.length === 0 && isPromptUsable;
}

/** What the store, the folder names and the command line accept, with the quantization's name behind it. */
export function isModelId(id: string): boolean {
  return v.is(ModelIdSchema, builtModelId(id, 'q4f16_1'));
}
