import { describe, expect, test } from 'vitest';
import { deferred } from '../../domain/deferred.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { InstallProgress } from './model-store-port.ts';
import { createTestModel } from './test-model.ts';
import { createTestBench, FOLDER, MODEL, ORIGIN, type TestBench } from './test-store.ts';

const ID = 'tiny-q8f16_1';
const SHARDS = ['params_shard_0.bin', 'params_shard_1.bin'];
const bench = async (): Promise<TestBench> => createTestBench(await createTestModel());

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

const flipped = (bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> => {
  const copy = Uint8Array.from(bytes ?? []);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
};

async function expectWhole(bench: TestBench): Promise<void> {
  const { model } = bench;
  const { store } = bench.open();
  expect((await store.list()).map(({ manifest }) => manifest.id)).toEqual([ID]);
  for (const { path } of model.manifest.files)
    expect(await store.readFile(ID, path)).toEqual(model.files.get(path));
}

describe('installing', () => {
  test('an installed model is listed and gives back every byte, after a reload too', async () => {
    const b = await bench();
    const seen: InstallProgress[] = [];
    const { store } = b.open();
    const installed = await store.installFromOrigin(MODEL, {
      onProgress: (p) => seen.push(p),
      manifestSha256: b.model.manifestSha256,
    });
    expect(installed.baseUrl).toBe(ORIGIN + FOLDER);
    await expectWhole(b);
    expect(seen.at(-1)).toMatchObject({
      doneBytes: b.model.manifest.totalBytes,
      totalBytes: b.model.manifest.totalBytes,
    });
  });

  test('a throw at any step leaves nothing half-installed, and no stored file is fetched again', async () => {
    for (let crashAt = 0; ; crashAt++) {
      const b = await bench();
      let steps = 0;
      b.step = () => {
        if (steps++ === crashAt) throw new Error('crash');
      };
      const crashed = await codeOf(b.open().store.installFromOrigin(MODEL));
      b.step = () => undefined;
      if (crashed === null) {
        expect(crashAt).toBeGreaterThan(10);
        return;
      }
      const { store, databases } = b.open();
      expect(await store.list()).toEqual([]);
      const kept = (await databases.own.files.toArray()).map(({ path }) => path);
      b.asked.length = 0;
      await store.installFromOrigin(MODEL);
      expect(b.asked.filter((path) => kept.includes(path))).toEqual([]);
      await expectWhole(b);
    }
  });

  test('cancelling keeps the verified files and the next install goes on from them', async () => {
    const b = await bench();
    const controller = new AbortController();
    b.answer = (path) => {
      if (path === SHARDS[1]) controller.abort();
      return null;
    };
    const run = b.open().store.installFromOrigin(MODEL, { signal: controller.signal });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    b.asked.length = 0;
    let resumed = 0;
    await b.open().store.installFromOrigin(MODEL, { onProgress: (p) => (resumed = p.resumedBytes) });
    expect(b.asked).not.toContain(SHARDS[0]);
    expect(resumed).toBe(3000);
  });

  test('a second tab waits for the first, says so, and then downloads nothing', async () => {
    const b = await bench();
    const phases: string[] = [];
    const { promise: waits, resolve } = deferred<undefined>();
    const second: Promise<unknown>[] = [];
    b.answer = (path) => {
      if (path !== SHARDS[0] || second.length > 0) return null;
      // The first tab is in the middle of its install now, and stays there until the second has met it.
      const onProgress = ({ phase }: InstallProgress): void => {
        phases.push(phase);
        resolve(undefined);
      };
      second.push(b.open().store.installFromOrigin(MODEL, { onProgress }));
      return waits.then(() => new Response(b.model.files.get(path)?.slice() ?? null));
    };
    await b.open().store.installFromOrigin(MODEL);
    await Promise.all(second);
    expect(phases[0]).toBe('waiting');
    expect(b.asked.filter((path) => path === SHARDS[0])).toHaveLength(1);
  });

  test('a rebuilt model under the same id fetches what changed; the old one is not listed meanwhile', async () => {
    const b = await bench();
    await b.open().store.installFromOrigin(MODEL);
    b.model = await createTestModel(2);
    b.asked.length = 0;
    let listedMeanwhile = -1;
    const { store } = b.open();
    b.answer = async (path) => {
      if (path === SHARDS[1]) listedMeanwhile = (await b.open().store.list()).length;
      return new Response(b.model.files.get(path)?.slice() ?? null);
    };
    await store.installFromOrigin(MODEL);
    expect(b.asked).toEqual(['manifest.json', SHARDS[1]]);
    expect(listedMeanwhile).toBe(0);
    await expectWhole(b);
  });
});

describe('damage on the way', () => {
  test('a file damaged once is fetched again past the cache and then counts', async () => {
    const b = await bench();
    const caches: unknown[] = [];
    b.answer = (path, { cache }) => {
      if (path !== SHARDS[0]) return null;
      caches.push(cache);
      return caches.length === 1 ? new Response(flipped(b.model.files.get(path))) : null;
    };
    await b.open().store.installFromOrigin(MODEL);
    expect(caches).toEqual(['default', 'reload']);
    await expectWhole(b);
  });

  test.each([
    ['a flipped bit', (bytes: Uint8Array) => flipped(bytes), 'net/hash-mismatch'],
    ['a missing end', (bytes: Uint8Array) => bytes.slice(0, -1), 'net/wrong-size'],
    ['too many bytes', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0), 'net/wrong-size'],
    ['nothing at all', () => new Uint8Array(0), 'net/wrong-size'],
  ])('%s, twice, is named and nothing is listed', async (_, damage, code) => {
    const b = await bench();
    b.answer = (path) =>
      path === SHARDS[1]
        ? new Response(Uint8Array.from(damage(b.model.files.get(path) ?? new Uint8Array())))
        : null;
    const { store, databases } = b.open();
    expect(await codeOf(store.installFromOrigin(MODEL))).toBe(code);
    expect(await store.list()).toEqual([]);
    expect((await databases.own.files.toArray()).map(({ path }) => path)).toEqual([SHARDS[0]]);
  });

  test('an unreachable server and an error status have codes of their own', async () => {
    const b = await bench();
    b.answer = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await codeOf(b.open().store.installFromOrigin(MODEL))).toBe('net/offline');
    b.answer = () => new Response('', { status: 503 });
    expect(await codeOf(b.open().store.installFromOrigin(MODEL))).toBe('net/http-status');
  });

  test('another origin is refused before anything is sent', async () => {
    const b = await bench();
    expect(await codeOf(b.open().store.installFromOrigin('https://elsewhere.example/tiny'))).toBe(
      'net/foreign-origin',
    );
    expect(b.asked).toEqual([]);
  });

  test('a manifest that is not the announced one is refused', async () => {
    const b = await bench();
    const manifestSha256 = '0'.repeat(64);
    expect(await codeOf(b.open().store.installFromOrigin(MODEL, { manifestSha256 }))).toBe(
      'net/manifest-changed',
    );
  });

  test.each([
    ['no JSON', () => undefined],
    [
      'a path that climbs',
      (m: object) => ({ ...m, files: [{ path: '../x', bytes: 1, sha256: '0'.repeat(64), role: 'shard' }] }),
    ],
    ['a wrong sum', (m: object) => ({ ...m, totalBytes: 1 })],
    ['another id', (m: object) => ({ ...m, id: 'other' })],
    ['no files', (m: object) => ({ ...m, files: [], totalBytes: 0 })],
  ])('a manifest with %s is refused and nothing is fetched after it', async (_, change) => {
    const b = createTestBench(await createTestModel(1, change));
    expect(await codeOf(b.open().store.installFromOrigin(MODEL))).toBe('net/bad-manifest');
    expect(b.asked).toEqual(['manifest.json']);
  });
});

describe('storage', () => {
  test('too little room is told before a shard is fetched', async () => {
    const b = await bench();
    b.estimate = { usedBytes: 990, quotaBytes: 1000, persisted: false };
    expect(await codeOf(b.open().store.installFromOrigin(MODEL))).toBe('store/quota-exceeded');
    expect(b.asked).toEqual(['manifest.json']);
  });

  test.each([0, 1, 2, 3])(
    'quota that runs out at write %i is a named error, and what was stored stays',
    async (failAt) => {
      const b = await bench();
      const { store, databases } = b.open();
      let writes = 0;
      databases.model.urls.hook('creating', () => {
        if (writes++ === failAt) throw new DOMException('full', 'QuotaExceededError');
      });
      expect(await codeOf(store.installFromOrigin(MODEL))).toBe('store/quota-exceeded');
      const again = b.open();
      expect(await again.store.list()).toEqual([]);
      b.asked.length = 0;
      await again.store.installFromOrigin(MODEL);
      expect(b.asked.length).toBe(1 + b.model.manifest.files.length - (failAt > 2 ? failAt + 1 : failAt));
      await expectWhole(b);
    },
  );

  test('a bit flipped in the store is found on reading, and the next install fetches that file alone', async () => {
    const b = await bench();
    const { store, databases } = b.open();
    await store.installFromOrigin(MODEL);
    for (const [path, cache] of [
      [SHARDS[0] ?? '', databases.model],
      ['mlc-chat-config.json', databases.config],
    ] as const) {
      const data = flipped(b.model.files.get(path)).buffer;
      await cache.urls.put({ url: ORIGIN + FOLDER + path, data });
      expect(await codeOf(store.readFile(ID, path))).toBe('model/shard-hash-mismatch');
      expect(await store.list()).toEqual([]);
      b.asked.length = 0;
      await store.installFromOrigin(MODEL);
      expect(b.asked).toEqual(['manifest.json', path]);
    }
    await expectWhole(b);
  });

  test('a tensor-cache row that says something else than its file is not taken', async () => {
    const b = await bench();
    const { store, databases } = b.open();
    await store.installFromOrigin(MODEL);
    await databases.model.urls.put({ url: `${ORIGIN}${FOLDER}tensor-cache.json`, data: { records: [] } });
    expect(await codeOf(store.readFile(ID, 'tensor-cache.json'))).toBe('store/file-missing');
  });

  test('a model with a lost row is not listed and is repaired by installing again', async () => {
    const b = await bench();
    const { store, databases } = b.open();
    await store.installFromOrigin(MODEL);
    await databases.model.urls.delete(ORIGIN + FOLDER + (SHARDS[1] ?? ''));
    expect([await store.get(ID), await store.list()]).toEqual([null, []]);
    b.asked.length = 0;
    await store.installFromOrigin(MODEL);
    expect(b.asked).toEqual(['manifest.json', SHARDS[1]]);
    await expectWhole(b);
  });

  test('removing a model frees every row and record', async () => {
    const b = await bench();
    const { store, databases } = b.open();
    await store.installFromOrigin(MODEL);
    await store.remove(ID);
    const { own, model, config } = databases;
    const counts = [own.models, own.files, model.urls, config.urls].map((table) => table.count());
    expect(await Promise.all(counts)).toEqual([0, 0, 0, 0]);
    expect(await codeOf(store.readFile(ID, 'tokenizer.json'))).toBe('store/not-installed');
  });
});
