import { ReadroomError, type TransferredError } from '../errors/readroom-error.ts';

/** `saved` is said only after the storage transaction has completed. */
export type SaveStatus = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface SaveState {
  readonly status: SaveStatus;
  readonly error: TransferredError | null;
}

/** Longest time a keystroke waits before its save begins, ms. */
export const AUTOSAVE_DELAY_MS = 200;
/** Pauses between tries after a failed save, ms; the last one repeats. */
const RETRY_DELAYS_MS = [1_000, 3_000, 10_000] as const;

export interface AutosavePorts<T> {
  readonly after: (ms: number, task: () => void) => () => void;
  /** Resolves when the document is durable. */
  readonly save: (document: T) => Promise<void>;
  readonly onChange: (state: SaveState) => void;
}

export interface Autosave<T> {
  /** The newest document; an earlier one that has not begun to be saved is dropped. */
  change(document: T): void;
  /** Begins saving now what is not saved; resolves with true when everything is durable. */
  flush(): Promise<boolean>;
  /** What would be lost if the page ended now. */
  unsaved(): T | null;
  /** What is being saved now, if anything: it may or may not be stored when the page ends. */
  saving(): T | null;
  getState(): SaveState;
  /** Forgets unsaved work and conflicts: after opening another document. */
  reset(): void;
}

const CONFLICTS: readonly string[] = ['report/changed-elsewhere', 'report/deleted-elsewhere'];

/** One save at a time, the newest document last; a conflict stops saving until a person decides. */
export function createAutosave<T>(ports: AutosavePorts<T>): Autosave<T> {
  let state: SaveState = { status: 'saved', error: null };
  let waiting: T | null = null;
  let inFlight: T | null = null;
  let saving: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let failures = 0;
  let epoch = 0;

  const set = (status: SaveStatus, error: TransferredError | null = null): void => {
    if (state.status === status && state.error?.code === error?.code) return;
    state = { status, error };
    ports.onChange(state);
  };

  const arm = (ms: number): void => {
    cancelTimer ??= ports.after(ms, () => {
      cancelTimer = null;
      void begin();
    });
  };

  const disarm = (): void => {
    cancelTimer?.();
    cancelTimer = null;
  };

  const begin = (): Promise<void> => {
    if (saving !== null) return saving;
    if (waiting === null || state.status === 'conflict') return Promise.resolve();
    const document = waiting;
    const mine = epoch;
    waiting = null;
    inFlight = document;
    disarm();
    set('saving');
    saving = (async () => {
      let failure: unknown = null;
      try {
        await ports.save(document);
      } catch (error) {
        failure = error ?? new Error('unknown');
      }
      saving = null;
      if (mine === epoch) {
        inFlight = null;
        settle(document, failure);
      } else {
        // The timer of the next document may have found this save still running.
        arm(0);
      }
    })();
    return saving;
  };

  const settle = (document: T, failure: unknown): void => {
    if (failure === null) {
      failures = 0;
      if (waiting === null) set('saved');
      else {
        set('unsaved');
        arm(0);
      }
      return;
    }
    waiting ??= document;
    const known = failure instanceof ReadroomError ? failure : new ReadroomError('report/not-saved');
    if (CONFLICTS.includes(known.code)) {
      disarm();
      set('conflict', known.toTransfer());
      return;
    }
    const delay = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 10_000;
    failures++;
    set('failed', known.toTransfer());
    disarm();
    arm(delay);
  };

  return {
    change(document) {
      waiting = document;
      if (state.status === 'conflict') return;
      if (state.status !== 'failed' && saving === null) set('unsaved');
      arm(AUTOSAVE_DELAY_MS);
    },
    async flush() {
      while (waiting !== null && state.status !== 'conflict') {
        const before = failures;
        await begin();
        if (failures > before) break;
      }
      if (saving !== null) await saving;
      return waiting === null && inFlight === null;
    },
    unsaved: () => waiting ?? inFlight,
    saving: () => inFlight,
    getState: () => state,
    reset() {
      epoch++;
      waiting = null;
      inFlight = null;
      failures = 0;
      disarm();
      set('saved');
    },
  };
}
