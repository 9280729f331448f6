import { createStore, type StoreApi } from 'zustand/vanilla';
import { leaksAfter, type SelfTestReport } from '../../domain/privacy/self-test.ts';

/** What the self-tests of this page have shown so far; the badge tells it also where their page was left. */
export interface LeaksStore extends StoreApi<{ readonly leaked: number }> {
  /** A self-test has ended, however it did. */
  readonly note: (report: SelfTestReport) => void;
}

export function createLeaksStore(): LeaksStore {
  const store = createStore(() => ({ leaked: 0 }));
  return Object.assign(store, {
    note: (report: SelfTestReport) =>
      store.setState(({ leaked }) => ({ leaked: leaksAfter(leaked, report) })),
  });
}
