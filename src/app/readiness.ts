import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppAssets } from '../platform/assets/app-assets-port.ts';
import type { Clock } from '../platform/clock/clock.ts';

export interface ReadinessState {
  /** `unknown`: not looked yet, or a build that names no files. */
  readonly status: 'unknown' | 'fetching' | 'ready' | 'incomplete';
  /** Files of the app that are not at hand without a network. */
  readonly missing: readonly string[];
}

/** Whether all of the app is in this browser, so that it goes on without a network. */
export interface Readiness extends StoreApi<ReadinessState> {
  /** Fetches what is missing. Quick when nothing is. */
  readonly keep: () => Promise<void>;
}

/** Opening the page, the report and the model goes first. */
const IDLE_MS = 4_000;

export function createReadiness(assets: AppAssets, clock: Pick<Clock, 'after'>): Readiness {
  const store = createStore<ReadinessState>(() => ({ status: 'unknown', missing: [] }));
  const keep = async (): Promise<void> => {
    if (store.getState().status === 'fetching') return;
    store.setState({ status: 'fetching' });
    const missing = await assets.keep();
    if (missing === null) store.setState({ status: 'unknown', missing: [] });
    else store.setState({ status: missing.length === 0 ? 'ready' : 'incomplete', missing });
  };
  clock.after(IDLE_MS, () => void keep());
  return Object.assign(store, { keep });
}
