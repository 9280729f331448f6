import type { TransferredError } from '../../domain/errors/readroom-error.ts';

export interface OfflineState {
  /**
   * Whether all of the app is in this browser, so that it starts and goes on without a network. `unavailable`: the
   * browser has no service workers, or this is no build, as while developing.
   */
  readonly kept: 'unknown' | 'keeping' | 'kept' | 'not-kept' | 'unavailable';
  /** Why it is not kept, or why the newest version was not taken. */
  readonly error: TransferredError | null;
  /** Id of the build that answers for this page, as in assets.json; null while none does. */
  readonly build: string | null;
  /** `ready`: kept beside the one in use. `in-use`: another tab put it to use, and this page is still of the last one. */
  readonly newVersion: 'none' | 'ready' | 'in-use';
  /** Requests that the service worker sent nowhere since this page was opened. */
  readonly refused: number;
}

/** The app's own files in this browser, by a service worker: for work without a network, and for updates. */
export interface OfflineApp {
  getState(): OfflineState;
  /** The returned function ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Has every file of the app kept; what fails is told by the state. */
  keep(): Promise<void>;
  /** Asks the server for a newer version; without a network nothing happens. */
  look(): Promise<void>;
  /**
   * Lets the new version take over, for every tab. This page stays as it is until it is reloaded.
   *
   * IMPORTANT: call it only on a person's wish and when everything is saved.
   */
  takeOver(): Promise<void>;
  reload(): void;
}
