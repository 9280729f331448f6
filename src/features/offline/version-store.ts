import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorCode } from '../../domain/errors/catalog.ts';
import type { OfflineApp, OfflineState } from '../../platform/offline/offline-port.ts';

export interface VersionState {
  readonly offline: OfflineState;
  /** Put off until the app is opened again. */
  readonly isLater: boolean;
  readonly isTakingOver: boolean;
  /** Why the new version waits although somebody wants it. */
  readonly held: ErrorCode | null;
}

interface VersionPorts {
  readonly offline: OfflineApp;
  /** Begins saving what is unsaved; true when every word is on disk. */
  readonly saveAll: () => Promise<boolean>;
  /** Whether something would be lost that is no report: a merge that runs, a prompt that is being written. */
  readonly isBusy: () => boolean;
}

/** Which version this page is, and the way to a newer one that loses nothing. */
export interface VersionStore extends StoreApi<VersionState> {
  /** Saves, lets the new version take over, and reloads; refuses while anything is unsaved. */
  readonly takeNew: () => Promise<void>;
  readonly later: () => void;
  readonly look: () => Promise<void>;
  readonly keep: () => Promise<void>;
  readonly dispose: () => void;
}

export function createVersionStore({ offline, saveAll, isBusy }: VersionPorts): VersionStore {
  const store = createStore<VersionState>(() => ({
    offline: offline.getState(),
    isLater: false,
    isTakingOver: false,
    held: null,
  }));
  const dispose = offline.subscribe(() => store.setState({ offline: offline.getState() }));

  const obstacle = async (): Promise<ErrorCode | null> => {
    if (isBusy()) return 'offline/busy';
    return (await saveAll()) ? null : 'offline/unsaved';
  };

  return Object.assign(store, {
    async takeNew() {
      if (store.getState().isTakingOver) return;
      store.setState({ isTakingOver: true, held: null });
      let held = await obstacle();
      if (held === null) {
        await offline.takeOver();
        // Words that came meanwhile are saved as well. If they cannot be, this page goes on as it is.
        held = await obstacle();
      }
      store.setState({ isTakingOver: false, held });
      if (held === null) offline.reload();
    },
    later: () => store.setState({ isLater: true }),
    look: () => offline.look(),
    keep: () => offline.keep(),
    dispose,
  });
}
