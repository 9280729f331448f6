import { describe, expect, test } from 'vitest';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { keepBestLibrary } from './keep-best-library.ts';
import { codeOf, describedAs, index, OTHER, served, WASM } from '../../testing/store/library-bench.ts';

describe('keeping a library', () => {
  test('a kept library is the very bytes, in the row that web-llm reads, and is not fetched again', async () => {
    const { bench, library } = await served();
    const { store } = bench.open();
    const { url } = await store.ensure(library);
    expect(bench.asked).toEqual([library.file]);
    const { store: reloaded, databases } = bench.open();
    expect(await reloaded.ensure(library)).toEqual({ library, url });
    expect(bench.asked).toEqual([library.file]);
    databases.wasm.close();
    const raw = await new Promise<IDBDatabase>((resolve) => {
      const request = bench.idb.open('webllm/wasm', 1);
      request.onsuccess = () => resolve(request.result);
    });
    const row = await new Promise<{ data: unknown }>((resolve) => {
      const request = raw.transaction('urls').objectStore('urls').get(url);
      request.onsuccess = () => resolve(request.result as { data: unknown });
    });
    expect(row.data).toBeInstanceOf(ArrayBuffer);
    expect(new Uint8Array(row.data as ArrayBuffer)).toEqual(WASM);
  });

  test('its address makes web-llm take the row, wherever the app is served, and can be fetched from nowhere', async () => {
    const { bench, library } = await served();
    const { url } = await bench.open().store.ensure(library);
    expect(url.startsWith('http')).toBe(true);
    expect(url).not.toContain('localhost');
    expect(new URL(url).hostname.endsWith('.invalid')).toBe(true);
  });

  test('after a crash at any step the next call ends with a whole library that is listed', async () => {
    for (let crashAt = 0; ; crashAt++) {
      const { bench, library } = await served();
      let steps = 0;
      bench.step = () => {
        if (steps++ === crashAt) throw new Error('crash');
      };
      const crashed = await codeOf(bench.open().store.ensure(library));
      bench.step = () => undefined;
      if (crashed === null) {
        expect(crashAt).toBeGreaterThan(1);
        return;
      }
      await bench.open().store.ensure(library);
      bench.online = false;
      expect(await bench.open().store.list()).toEqual([library]);
    }
  });

  test('a row without record, as a crash between them leaves it, is taken when its hash is right', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    await store.ensure(library);
    await databases.own.libraries.clear();
    bench.online = false;
    await store.ensure(library);
    expect(bench.asked).toHaveLength(1);
    expect(await store.list()).toEqual([library]);
  });

  test('a bit flipped in the store is found at the next call and the library fetched again', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    const { url } = await store.ensure(library);
    const damaged = WASM.slice();
    damaged[100] = 1 ^ (damaged[100] ?? 0);
    await databases.wasm.urls.put({ url, data: damaged.buffer });
    bench.online = false;
    expect(await codeOf(store.ensure(library))).toBe('net/offline');
    bench.online = true;
    await store.ensure(library);
    const row = await databases.wasm.urls.get(url);
    expect(new Uint8Array(row?.data as ArrayBuffer)).toEqual(WASM);
  });

  test.each([
    ['other bytes', (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte) => byte ^ 1), 'net/hash-mismatch'],
    ['a missing end', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(1), 'net/wrong-size'],
  ])('%s from the server, twice, are refused and nothing is kept', async (_, damage, code) => {
    const { bench, library } = await served();
    bench.files.set(library.file, () => new Response(damage(WASM.slice())));
    const { store, databases } = bench.open();
    expect(await codeOf(store.ensure(library))).toBe(code);
    expect(bench.asked).toHaveLength(2);
    expect(await databases.wasm.urls.count()).toBe(0);
    expect(await databases.own.libraries.count()).toBe(0);
  });

  test('a newer version of a name replaces the older, row and record', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    await store.ensure(library);
    const newer = await describedAs(OTHER);
    bench.files.set(newer.file, () => new Response(OTHER.slice()));
    const { url } = await store.ensure(newer);
    expect(await databases.wasm.urls.toCollection().primaryKeys()).toEqual([url]);
    bench.online = false;
    expect(await store.list()).toEqual([newer]);
  });

  test('two tabs that need the same library fetch it once', async () => {
    const { bench, library } = await served();
    await Promise.all([bench.open().store.ensure(library), bench.open().store.ensure(library)]);
    expect(bench.asked).toEqual([library.file]);
  });

  test('a full store is a named error and leaves no record', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    databases.wasm.urls.hook('creating', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await codeOf(store.ensure(library))).toBe('store/quota-exceeded');
    expect(await databases.own.libraries.count()).toBe(0);
  });

  test('cancelling keeps nothing', async () => {
    const { bench, library } = await served();
    const controller = new AbortController();
    bench.files.set(library.file, () => {
      controller.abort();
      return new Response(WASM.slice());
    });
    const { store, databases } = bench.open();
    const run = store.ensure(library, { signal: controller.signal });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(await databases.wasm.urls.count()).toBe(0);
  });
});

describe('listing libraries', () => {
  test('the origin decides while it can be reached; without it, what is kept', async () => {
    const { bench, library } = await served();
    const second = await describedAs(OTHER, { name: 'second', file: 'second.wasm' });
    bench.files.set('index.json', () => index(library, second));
    const { store } = bench.open();
    expect(await store.list()).toEqual([library, second]);
    await store.ensure(library);
    bench.online = false;
    expect(await store.list()).toEqual([library]);
    bench.online = true;
    bench.files.delete('index.json');
    expect(await store.list()).toEqual([library]);
  });

  test('a network that swallows what is sent holds nothing up: after seconds, what is kept', async () => {
    const { bench, library } = await served();
    const { store } = bench.open();
    await store.ensure(library);
    bench.silent = true;
    const list = store.list();
    await bench.clock.advance(5_000);
    expect(await list).toEqual([library]);
    expect(bench.clock.pending).toBe(0);
  });

  test('a page of a proxy in place of the index is no reason not to use what is kept', async () => {
    const { bench, library } = await served();
    const { store } = bench.open();
    await store.ensure(library);
    bench.files.set('index.json', () => new Response('<!doctype html><title>Sign in</title>'));
    expect(await store.list()).toEqual([library]);
  });

  test.each<[string, (library: ModelLibrary) => unknown]>([
    ['no object', () => []],
    ['a file outside its folder', (l) => ({ schemaVersion: 1, libraries: [{ ...l, file: '../x.wasm' }] })],
    ['an absurd size', (l) => ({ schemaVersion: 1, libraries: [{ ...l, bytes: 1e12 }] })],
    ['a name twice', (l) => ({ schemaVersion: 1, libraries: [l, l] })],
    ['another version of our functions', (l) => ({ schemaVersion: 1, libraries: [{ ...l, abi: 2 }] })],
  ])('an index with %s is refused', async (_, make) => {
    const { bench, library } = await served();
    bench.files.set('index.json', () => Response.json(make(library)));
    expect(await codeOf(bench.open().store.list())).toBe('net/bad-library-index');
  });
});

describe('keepBestLibrary', () => {
  const gpu = {
    features: [],
    limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 },
    software: true,
    description: 'a software adapter',
  };

  test('keeps the library that suits the GPU, so that the model later loads offline', async () => {
    const { bench, library } = await served();
    const half = await describedAs(OTHER, {
      name: 'half',
      file: 'half.wasm',
      compute: 'float16',
      requires: { features: ['shader-f16'], limits: {} },
    });
    bench.files.set('index.json', () => index(half, library));
    const first = await keepBestLibrary(bench.open().store, tinyManifest(), gpu);
    expect(first).toMatchObject({ library: { name: library.name } });
    bench.online = false;
    expect(await keepBestLibrary(bench.open().store, tinyManifest(), gpu)).toEqual(first);
  });

  test('in the middle of a deployment, with a new index and no new file yet, takes the version that is kept', async () => {
    const { bench, library } = await served();
    const kept = await keepBestLibrary(bench.open().store, tinyManifest(), gpu);
    const newer = await describedAs(OTHER, { file: 'newer.wasm' });
    bench.files.set('index.json', () => index(newer));
    expect(await keepBestLibrary(bench.open().store, tinyManifest(), gpu)).toEqual(kept);
    expect(kept).toMatchObject({ library });
    bench.files.set('newer.wasm', () => new Response(OTHER.slice()));
    expect(await keepBestLibrary(bench.open().store, tinyManifest(), gpu)).toMatchObject({ library: newer });
  });

  test('says why when there is none, and fetches nothing but the list', async () => {
    const { bench } = await served();
    const manifest = { ...tinyManifest(), quantization: 'q8f16_1' as const };
    expect(await keepBestLibrary(bench.open().store, manifest, gpu)).toMatchObject({
      code: 'engine/no-library',
    });
    expect(bench.asked).toEqual(['index.json']);
  });
});
