import { describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Verification } from '../../domain/model/model-details.ts';
import { tinyArrival } from '../../testing/generators/tiny-arrival.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';
import { createArrivals } from './arrivals.ts';
import { createCacheRows } from './cache-rows.ts';
import { createStoreSink } from './create-store-sink.ts';
import { createTestModel } from './test-model.ts';
import { createTestBench, MODEL, ORIGIN, type TestBench } from './test-store.ts';

const ID = 'tiny-q8f16_1';
const SHARD = 'params_shard_1.bin';
const VERIFIED: Verification = { at: 1, files: 5, bytes: 1, damaged: [] };

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

async function installed(): Promise<TestBench> {
  const bench = createTestBench(await createTestModel());
  await bench.open().store.installFromOrigin(MODEL);
  return bench;
}

describe('while another tab installs a newer build of a model', () => {
  test('a reader of the old one takes no file from the new one', async () => {
    const bench = await installed();
    const older = await createTestModel();
    bench.model = await createTestModel(2);
    const reader = bench.open();
    const { models } = reader.databases.own;
    const get = models.get.bind(models);
    let looked = 0;
    // The newer one comes between the look at the old record and the look at the file.
    Object.assign(models, {
      get: async (id: string) => {
        const record = await get(id);
        if (looked++ === 0) await bench.open().store.installFromOrigin(MODEL);
        return record;
      },
    });
    expect(await codeOf(reader.store.readFile(ID, SHARD))).toBe('model/shard-hash-mismatch');
    expect(older.manifestSha256).not.toBe(bench.model.manifestSha256);
    const [listed] = await bench.open().store.list();
    expect(listed?.manifestSha256).toBe(bench.model.manifestSha256);
    expect(await bench.open().store.readFile(ID, SHARD)).toEqual(bench.model.files.get(SHARD));
  });

  test('nor from one that is only half written', async () => {
    const bench = await installed();
    const newer = await createTestModel(2);
    const { databases, store } = bench.open();
    const hashing = createWebHashing();
    const clock = { now: () => 1 };
    const arrival = tinyArrival({ kind: 'folder' });
    const sink = createStoreSink({ modelId: ID, arrival, origin: ORIGIN, hashing, clock, databases });
    const { models } = databases.own;
    const get = models.get.bind(models);
    let isFirst = true;
    Object.assign(models, {
      get: async (id: string) => {
        const record = await get(id);
        if (isFirst) {
          isFirst = false;
          await sink.write(SHARD, newer.files.get(SHARD) ?? new Uint8Array());
        }
        return record;
      },
    });
    expect(await codeOf(store.readFile(ID, SHARD))).toBe('model/shard-hash-mismatch');
    expect(await sink.read(SHARD)).toEqual(newer.files.get(SHARD));
  });

  test('what was found out about the old one is not noted with the new one', async () => {
    const bench = await installed();
    const { store } = bench.open();
    const old = (await store.get(ID))!;
    bench.model = await createTestModel(2);
    await store.installFromOrigin(MODEL);
    const only = { manifestSha256: old.manifestSha256 };
    const described = await store.describe(ID, { verification: VERIFIED }, only);
    expect(described.manifestSha256).toBe(bench.model.manifestSha256);
    expect((await store.get(ID))?.details.verification).toBeNull();
    await store.describe(ID, { verification: VERIFIED }, { manifestSha256: described.manifestSha256 });
    expect((await store.get(ID))?.details.verification).toEqual(VERIFIED);
  });
});

describe('removing a model', () => {
  test('keeps the libraries while something is being installed that may need them', async () => {
    const bench = await installed();
    const { store, databases } = bench.open();
    const library = tinyLibrary({ name: 'needed' });
    await databases.own.libraries.put({ name: 'needed', library });
    await createArrivals(databases, { now: () => 1 }).begin('other', tinyArrival({ kind: 'origin' }));
    await store.remove(ID);
    expect(await databases.own.libraries.count()).toBe(1);
    await store.remove('other');
    expect(await databases.own.libraries.count()).toBe(0);
  });
});

describe('a file with a name that every object has', () => {
  test.each(['constructor', 'toString', 'valueOf'])('%s is stored and read as any other', async (path) => {
    const bytes = Uint8Array.of(1, 2, 3);
    const { databases } = createTestBench(await createTestModel()).open();
    const rows = createCacheRows(databases, ORIGIN);
    await rows.write(ID, path, bytes, 'a'.repeat(64), 1);
    expect(await rows.read(ID, path)).toEqual(bytes);
  });
});
