import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { deferred } from '../../domain/deferred.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { tinyArrival } from '../../testing/generators/tiny-arrival.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { checkRoom } from './check-room.ts';
import { createArrivals } from './arrivals.ts';
import { createModelDatabases } from './databases.ts';
import { installLock } from './install-lock.ts';
import { createTestModel } from './test-model.ts';
import { createTestBench, FOLDER, MODEL, ORIGIN, type TestBench } from './test-store.ts';

const ID = 'tiny-q8f16_1';
const SHARD = 'params_shard_1.bin';
const EVALUATED = {
  schemaVersion: 1 as const,
  modelId: ID,
  data: { name: 'test.jsonl', sha256: 'd'.repeat(64), reports: 1 },
  engine: 'cpu',
  at: 1,
  views: [
    {
      name: 'all',
      reports: 1,
      rouge1: { value: 0.5, low: 0.4, high: 0.6 },
      rouge2: { value: 0.5, low: 0.4, high: 0.6 },
      rougeL: { value: 0.5, low: 0.4, high: 0.6 },
    },
  ],
};

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

async function installed(): Promise<TestBench> {
  const bench = createTestBench(await createTestModel());
  await bench.open().store.installFromOrigin(MODEL, { installedBy: 'Dr. Who' });
  return bench;
}

describe('what is not whole', () => {
  test('an installation that broke off is unfinished, and done when it has gone on', async () => {
    const bench = createTestBench(await createTestModel());
    bench.answer = (path) => (path === SHARD ? Promise.reject(new TypeError('Failed to fetch')) : null);
    const { store } = bench.open();
    expect(await codeOf(store.installFromOrigin(MODEL))).toBe('net/offline');
    expect(await store.unfinished()).toEqual([
      {
        id: ID,
        name: 'Tiny',
        kind: 'origin',
        startedAt: 1_000_000,
        presentBytes: 3000,
        totalBytes: bench.model.manifest.totalBytes,
        damaged: false,
        merge: null,
      },
    ]);
    bench.answer = () => null;
    await store.installFromOrigin(MODEL);
    expect(await store.unfinished()).toEqual([]);
    expect((await store.list())[0]?.details.source).toEqual({ kind: 'origin', files: [], verified: true });
  });

  test('rows that an older build or a crash left without any note are offered too, and can be removed', async () => {
    const bench = createTestBench(await createTestModel());
    const { store, databases } = bench.open();
    await databases.model.urls.put({
      url: `${ORIGIN}/models/stray/resolve/main/params_shard_0.bin`,
      data: new ArrayBuffer(9),
    });
    await databases.own.files.put({
      modelId: 'older',
      path: 'a.json',
      bytes: 7,
      sha256: '',
      verifiedAt: 5,
      raw: new Uint8Array(7),
    });
    expect(await store.unfinished()).toMatchObject([
      { id: 'stray', presentBytes: 0, totalBytes: null },
      { id: 'older', presentBytes: 7, startedAt: 5 },
    ]);
    await store.remove('stray');
    await store.remove('older');
    expect([await databases.model.urls.count(), await databases.own.files.count()]).toEqual([0, 0]);
  });

  test('a damaged model keeps its name, says how much is left, and is whole again after a repair', async () => {
    const bench = await installed();
    const { store, databases } = bench.open();
    await store.describe(ID, { name: 'Ours', notes: 'Keep.' });
    await databases.model.urls.delete(ORIGIN + FOLDER + SHARD);
    expect(await store.unfinished()).toMatchObject([
      { id: ID, name: 'Ours', damaged: true, presentBytes: bench.model.manifest.totalBytes - 2000 },
    ]);
    bench.asked.length = 0;
    await store.installFromOrigin(MODEL);
    expect(bench.asked).toEqual(['manifest.json', SHARD]);
    expect(await store.unfinished()).toEqual([]);
    expect((await store.list())[0]?.details).toMatchObject({
      name: 'Ours',
      notes: 'Keep.',
      installedBy: 'Dr. Who',
    });
  });

  test('a damaged model that was merged here still knows what it was made of', async () => {
    const bench = await installed();
    const { databases, store } = bench.open();
    const record = { label: 'b', files: [{ name: 'b.gguf', bytes: 3 }], handles: [] };
    const merge = {
      config: {} as ModelConfig,
      quantization: 'q8f16_1' as const,
      installedBy: '',
      base: record,
      adapter: null,
    };
    const arrivals = createArrivals(databases, { now: () => 1 });
    const arrival = tinyArrival({ merge });
    await arrivals.begin(ID, arrival);
    const { manifest, manifestSha256 } = bench.model;
    await arrivals.finish({ manifest, sha256: manifestSha256, bytes: new Uint8Array() }, arrival);
    expect(await store.unfinished()).toEqual([]);
    await databases.model.urls.delete(ORIGIN + FOLDER + SHARD);
    expect(await store.unfinished()).toMatchObject([{ damaged: true, kind: 'merge', merge }]);
  });
});

describe('describing a model', () => {
  test('changes what is asked for, trims the name, and stays after a reload', async () => {
    const bench = await installed();
    await bench.open().store.describe(ID, { name: '  Thorax  ' });
    const changed = await bench.open().store.describe(ID, { notes: 'Since May.', lastUsedAt: 9 });
    expect(changed.details).toMatchObject({ name: 'Thorax', notes: 'Since May.', lastUsedAt: 9 });
    expect((await bench.open().store.get(ID))?.details).toEqual(changed.details);
  });

  test('two tabs that change different things at once lose neither', async () => {
    const bench = await installed();
    const [a, b] = [bench.open().store, bench.open().store];
    await Promise.all([
      a.describe(ID, { name: 'A' }),
      b.describe(ID, { notes: 'B' }),
      a.describe(ID, { lastUsedAt: 3 }),
    ]);
    expect((await a.get(ID))?.details).toMatchObject({ name: 'A', notes: 'B', lastUsedAt: 3 });
  });

  test.each([
    ['no name', { name: '   ' }, 'library/bad-details'],
    ['a name of a thousand characters', { name: 'x'.repeat(1000) }, 'library/bad-details'],
    ['endless notes', { notes: 'x'.repeat(10_001) }, 'library/bad-details'],
    [
      'an evaluation of other weights',
      { evaluations: [{ ...EVALUATED, manifestSha256: 'e'.repeat(64) }] },
      'library/bad-evaluation',
    ],
  ])('refuses %s and changes nothing', async (_, change, code) => {
    const bench = await installed();
    const { store } = bench.open();
    const before = await store.get(ID);
    expect(await codeOf(store.describe(ID, change))).toBe(code);
    expect(await store.get(ID)).toEqual(before);
  });

  test('a model that is being replaced in another tab is not there to be described', async () => {
    const bench = await installed();
    bench.model = await createTestModel(2);
    let outcome: unknown = '';
    bench.answer = async (path) => {
      if (path === SHARD) outcome = await codeOf(bench.open().store.describe(ID, { notes: 'x' }));
      return new Response(bench.model.files.get(path)?.slice() ?? null);
    };
    await bench.open().store.installFromOrigin(MODEL);
    expect(outcome).toBe('store/not-installed');
  });
});

describe('the manifest of an installed model', () => {
  test('is given to the byte, also when an older build did not keep its bytes', async () => {
    const bench = await installed();
    const { store, databases } = bench.open();
    expect(await store.readFile(ID, 'manifest.json')).toEqual(bench.model.files.get('manifest.json'));
    const bytes = new TextEncoder().encode(`${JSON.stringify(bench.model.manifest, null, 1)}\n`);
    await databases.own.files.delete([ID, 'manifest.json']);
    expect(await codeOf(store.readFile(ID, 'manifest.json'))).toBe('store/file-missing');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const manifestSha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    await databases.own.models.update(ID, { manifestSha256 });
    expect(await store.readFile(ID, 'manifest.json')).toEqual(bytes);
  });
});

describe('removing a model', () => {
  test('that a job still works on is refused after seconds, and done once the job has ended', async () => {
    const bench = await installed();
    const { store } = bench.open();
    const { promise: working, resolve: end } = deferred<undefined>();
    const job = bench.locks.exclusive(installLock(ID), () => working);
    const refused = codeOf(store.remove(ID));
    await bench.clock.advance(2_000);
    expect(await refused).toBe('library/busy');
    expect(await store.list()).toHaveLength(1);
    const patient = store.remove(ID);
    await bench.clock.advance(1_000);
    end(undefined);
    await Promise.all([job, patient]);
    expect(await store.list()).toEqual([]);
    expect(bench.clock.pending).toBe(0);
  });

  test('takes the libraries with it that no other model runs on, but none that a person brought', async () => {
    const bench = await installed();
    const { store, databases } = bench.open();
    const { architecture, quantization } = bench.model.manifest;
    const fits = tinyLibrary({ architecture, quantization, context: { window: 64, prefillChunk: 16 } });
    const put = (name: string, library = fits, brought = false) =>
      databases.own.libraries.put({ name, library: { ...library, name, file: `${name}.wasm` }, brought });
    await put('fits');
    await put('brought', fits, true);
    await put('other-shape', tinyLibrary({ quantization: 'q4f16_1' }));
    const url = `https://model-libs.invalid/${fits.sha256}/fits.wasm`;
    await databases.wasm.urls.put({ url, data: new ArrayBuffer(4) });

    const second = { ...(await databases.own.models.get(ID))!, id: 'second' };
    await databases.own.models.put({ ...second, manifest: { ...second.manifest, id: 'second' } });
    await store.remove('second');
    const names = async () => (await databases.own.libraries.toArray()).map(({ name }) => name);
    expect(await names()).toEqual(['brought', 'fits']);
    await store.remove(ID);
    expect(await names()).toEqual(['brought']);
    expect(await databases.wasm.urls.count()).toBe(0);
  });

  test('keeps the library that an unfinished merge will need', async () => {
    const bench = await installed();
    const { store, databases } = bench.open();
    const { architecture, quantization, context } = bench.model.manifest;
    const library = tinyLibrary({ name: 'needed', architecture, quantization, context });
    await databases.own.libraries.put({ name: 'needed', library });
    const chosen = { label: 'b', files: [], handles: [] };
    const config = { architecture, context } as ModelConfig;
    const merge = { config, quantization, installedBy: '', base: chosen, adapter: null };
    await createArrivals(databases, { now: () => 1 }).begin('other', tinyArrival({ merge }));
    await store.remove(ID);
    expect(await databases.own.libraries.count()).toBe(1);
    await store.remove('other');
    expect(await databases.own.libraries.count()).toBe(0);
  });
});

describe('room for a model', () => {
  const MiB = 1024 * 1024;
  const storage = (usedBytes: number, quotaBytes: number) => ({
    estimate: () => Promise.resolve({ usedBytes, quotaBytes, persisted: true }),
    persist: () => Promise.resolve(true),
  });

  test('is asked for what is not here yet, with a margin, and told before the first byte', async () => {
    const databases = createModelDatabases({ indexedDB: new IDBFactory(), IDBKeyRange });
    const room = (free: number) =>
      codeOf(
        checkRoom({
          modelId: ID,
          totalBytes: 100 * MiB,
          origin: ORIGIN,
          storage: storage(50 * MiB, 50 * MiB + free),
          databases,
        }),
      );
    expect(await room(150 * MiB)).toBe('store/quota-exceeded');
    expect(await room(154 * MiB)).toBeNull();
    // 60 MiB of it are here from an earlier attempt.
    const file = {
      modelId: ID,
      path: 'build.json',
      bytes: 60 * MiB,
      sha256: '',
      verifiedAt: 1,
      raw: new Uint8Array(1),
    };
    await databases.own.files.put(file);
    expect(await room(91 * MiB)).toBeNull();
    expect(await room(80 * MiB)).toBe('store/quota-exceeded');
  });

  test('a browser that tells no quota refuses nothing beforehand', async () => {
    const databases = createModelDatabases({ indexedDB: new IDBFactory(), IDBKeyRange });
    await checkRoom({ modelId: ID, totalBytes: 1e15, origin: ORIGIN, storage: storage(0, 0), databases });
  });
});
