import { IDBObjectStore } from 'fake-indexeddb';

/**
 * `crash`: this write and every later one throws, as when a tab dies; what had been committed stays.
 * `quota`: the write itself is refused. `quota-at-commit`: the write's request never settles and its transaction is
 * aborted, as Chromium does when the disk fills up while it commits.
 */
export type WriteFailure = 'crash' | 'quota' | 'quota-at-commit';

export interface FailingWrites {
  /** Writes and deletions asked for so far. */
  readonly count: number;
  /** Ends the trouble. */
  heal(): void;
}

interface FakeTransaction {
  /** fake-indexeddb's own step for aborting with a reason. */
  _abort(errorName: string): void;
}

const METHODS = ['put', 'delete'] as const;

/** Makes write number `failAt` of every in-memory IndexedDB fail; `heal` must be called. */
export function failingWrites(failAt: number, failure: WriteFailure): FailingWrites {
  const prototype = IDBObjectStore.prototype;
  const originals = METHODS.map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)] as const);
  let count = 0;
  for (const [name, descriptor] of originals) {
    const original = descriptor?.value as (this: IDBObjectStore, ...args: unknown[]) => IDBRequest;
    const replacement = function (this: IDBObjectStore, ...args: unknown[]): IDBRequest {
      const index = count++;
      if (failure === 'crash' && index >= failAt) throw new Error('the tab died');
      if (failure === 'quota' && index === failAt) throw new DOMException('full', 'QuotaExceededError');
      const request = original.apply(this, args);
      if (failure !== 'quota-at-commit' || index !== failAt) return request;
      const transaction = this.transaction as unknown as FakeTransaction;
      queueMicrotask(() => transaction._abort('QuotaExceededError'));
      return new EventTarget() as IDBRequest;
    };
    Object.defineProperty(prototype, name, { ...descriptor, value: replacement });
  }
  return {
    get count() {
      return count;
    },
    heal() {
      for (const [name, descriptor] of originals)
        if (descriptor) Object.defineProperty(prototype, name, descriptor);
    },
  };
}
