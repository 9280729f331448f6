import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { failingWrites } from '../../testing/store/failing-writes.ts';
import { createManualClock } from '../clock/manual-clock.ts';
import { createModelDatabases } from './databases.ts';
import { named } from './store-error.ts';

const manifest = { ...tinyManifest(), displayName: 'An older one' };
const MODEL = { id: manifest.id, manifest, manifestSha256: 'a'.repeat(64), installedAt: 5 };
const FILE = {
  modelId: manifest.id,
  path: 'tokenizer.json',
  bytes: 3,
  sha256: 'b'.repeat(64),
  verifiedAt: 4,
  raw: null,
};

/** The database as the builds of the issues before left it, made with the browser's own calls. */
function older(idb: IDBFactory, version: 1 | 2): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Dexie multiplies its versions by 10.
    const request = idb.open('readroom-models', version * 10);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('models', { keyPath: 'id' }).put(MODEL);
      request.result.createObjectStore('files', { keyPath: ['modelId', 'path'] }).put(FILE);
      if (version === 2) request.result.createObjectStore('libraries', { keyPath: 'name' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

const opened = (idb: IDBFactory, clock = createManualClock()) =>
  createModelDatabases({ indexedDB: idb, IDBKeyRange }, clock);

/** Turns of the event loop: the in-memory IndexedDB works in tasks, not in microtasks. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const codeOf = (work: () => PromiseLike<unknown>): Promise<unknown> =>
  named(work, 'store/read-failed').then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  );

beforeEach(() => {
  // Dexie tells the console of every version change.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a database of an earlier build', () => {
  test.each([1, 2] as const)('of version %i opens with its models, which get details', async (version) => {
    const idb = new IDBFactory();
    (await older(idb, version)).close();
    const { own } = opened(idb);
    const record = await own.models.get(manifest.id);
    expect(record).toMatchObject(MODEL);
    expect(record?.details).toMatchObject({
      name: 'An older one',
      source: { kind: 'origin', files: [], verified: true },
      notes: '',
      lastUsedAt: null,
    });
    expect(await own.files.toArray()).toEqual([FILE]);
    expect([await own.libraries.count(), await own.jobs.count()]).toEqual([0, 0]);
  });

  test('is as it was when the tab dies in the middle of the change, and changes at the next start', async () => {
    const idb = new IDBFactory();
    (await older(idb, 2)).close();
    const writes = failingWrites(0, 'crash');
    await expect(opened(idb).own.models.count()).rejects.toThrow();
    writes.heal();
    const record = await opened(idb).own.models.get(manifest.id);
    expect(record?.details.name).toBe('An older one');
  });
});

describe('tabs of different builds', () => {
  test('a tab whose database is wanted by a newer build lets go of it and writes no more', async () => {
    const idb = new IDBFactory();
    const { own } = opened(idb);
    await own.models.count();
    const newer = await new Promise<IDBDatabase>((resolve) => {
      const request = idb.open('readroom-models', 40);
      request.onsuccess = () => resolve(request.result);
    });
    expect(newer.version).toBe(40);
    expect(await codeOf(() => own.models.delete('x'))).toBe('store/blocked');
    expect(await codeOf(() => own.models.count())).toBe('store/blocked');
  });

  test('a tab that an older one keeps out says so after seconds, and gets in when the other is closed', async () => {
    const idb = new IDBFactory();
    const clock = createManualClock();
    // It holds its connection and does not listen.
    const holder = await older(idb, 2);
    const { own } = opened(idb, clock);
    const first = codeOf(() => own.models.count());
    await settle();
    await clock.advance(5_000);
    expect(await first).toBe('store/blocked');
    holder.close();
    await clock.advance(200);
    expect(await codeOf(() => own.models.count())).toBeNull();
    expect((await own.models.get(manifest.id))?.details.name).toBe('An older one');
  });

  test('a short wait for an older tab is no failure', async () => {
    const idb = new IDBFactory();
    const clock = createManualClock();
    const holder = await older(idb, 2);
    const { own } = opened(idb, clock);
    const first = codeOf(() => own.models.count());
    await settle();
    holder.close();
    expect(await first).toBeNull();
    await clock.advance(5_000);
    expect(await own.models.count()).toBe(1);
  });
});
