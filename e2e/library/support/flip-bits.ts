import type { Page } from '@playwright/test';
import { createRandom } from '../../../src/testing/generators/random.ts';

export interface Flip {
  readonly path: string;
  readonly byte: number;
  readonly bit: number;
}

export interface FlipOutcome extends Flip {
  /** Code of the error that loading ended with; null when the damaged model loaded. */
  readonly code: string | null;
}

/** Random single bits of a model's shards, every byte of all of them as likely as any other. */
export function randomFlips(
  shards: readonly { readonly path: string; readonly bytes: number }[],
  count: number,
  seed: number,
): Flip[] {
  const random = createRandom(seed);
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  return Array.from({ length: count }, () => {
    let at = random.integer(total);
    for (const { path, bytes } of shards) {
      if (at < bytes) return { path, byte: at, bit: random.integer(8) };
      at -= bytes;
    }
    throw new RangeError('beyond the last shard');
  });
}

/**
 * Flips each bit in the very row of IndexedDB that the engines read, loads the model as the app does, and puts the row
 * and the store's records back. Loading a damaged model takes its file out of the store, so the records are kept aside.
 */
export async function loadWithFlips(
  page: Page,
  id: string,
  engine: 'cpu' | 'webgpu',
  flips: readonly Flip[],
): Promise<FlipOutcome[]> {
  return page.evaluate(tryFlips, { id, engine, flips });
}

/** Runs in the page; sees nothing of this file. */
async function tryFlips(work: {
  readonly id: string;
  readonly engine: 'cpu' | 'webgpu';
  readonly flips: readonly Flip[];
}): Promise<FlipOutcome[]> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });
  const inStore = async <T>(
    database: string,
    store: string,
    mode: IDBTransactionMode,
    use: (objects: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const db = await done(indexedDB.open(database));
    try {
      const transaction = db.transaction(store, mode);
      const committed = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
      });
      const result = await done(use(transaction.objectStore(store)));
      await committed;
      return result;
    } finally {
      db.close();
    }
  };

  const { id, engine, flips } = work;
  const keys = await inStore('webllm/model', 'urls', 'readonly', (urls) => urls.getAllKeys());
  const model: unknown = await inStore('readroom-models', 'models', 'readonly', (models) => models.get(id));
  const outcomes: FlipOutcome[] = [];
  for (const flip of flips) {
    const key = keys.map(String).find((url) => url.includes(id) && url.endsWith(`/${flip.path}`));
    if (key === undefined) throw new Error(`no row of ${flip.path}`);
    const row = (await inStore('webllm/model', 'urls', 'readonly', (urls) => urls.get(key))) as {
      readonly data: ArrayBuffer;
    };
    const file: unknown = await inStore('readroom-models', 'files', 'readonly', (files) =>
      files.get([id, flip.path]),
    );
    const damaged = new Uint8Array(row.data.slice(0));
    damaged[flip.byte] = (damaged[flip.byte] ?? 0) ^ (1 << flip.bit);
    await inStore('webllm/model', 'urls', 'readwrite', (urls) => urls.put({ ...row, data: damaged.buffer }));
    const code = await (
      window.readroomHarness?.load({ id, engine }) ?? Promise.reject(new Error('no harness'))
    )
      .then(() => null)
      .catch((error: unknown) => /^[a-z]+\/[a-z-]+/.exec((error as Error).message)?.[0] ?? String(error));
    await inStore('webllm/model', 'urls', 'readwrite', (urls) => urls.put(row));
    await inStore('readroom-models', 'files', 'readwrite', (files) => files.put(file));
    await inStore('readroom-models', 'models', 'readwrite', (models) => models.put(model));
    outcomes.push({ ...flip, code });
  }
  return outcomes;
}
