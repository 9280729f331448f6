import { describe, expect, test } from 'vitest';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { failingWrites } from '../../testing/store/failing-writes.ts';
import { keepBestLibrary } from './keep-best-library.ts';
import { codeOf, createBench, describedAs, index, OTHER, served } from '../../testing/store/library-bench.ts';

/** A file that begins as WebAssembly does, as one brought from a disk must. */
const BROUGHT = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...OTHER]);

describe('a library that is brought from a disk', () => {
  test('is kept, given back for exports, listed beside the origin’s, and used with no network', async () => {
    const { bench, library } = await served();
    const brought = await describedAs(BROUGHT, { name: 'ours', file: 'ours.wasm' });
    const { store } = bench.open();
    const { url } = await store.add(brought, BROUGHT);
    expect(await store.read(brought)).toEqual(BROUGHT);
    expect([await store.kept(), await store.brought()]).toEqual([[brought], ['ours']]);
    expect(await store.list()).toEqual([library, brought]);
    bench.online = false;
    expect(await bench.open().store.list()).toEqual([brought]);
    expect(await bench.open().store.ensure(brought)).toEqual({ library: brought, url });
    expect(await bench.open().store.brought()).toEqual(['ours']);
  });

  test('runs a model on a computer that has never seen the server', async () => {
    const bench = createBench();
    bench.online = false;
    const brought = await describedAs(BROUGHT);
    await bench.open().store.add(brought, BROUGHT);
    const gpu = {
      features: [],
      limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 },
      software: true,
      description: 'a software adapter',
    };
    expect(await keepBestLibrary(bench.open().store, tinyManifest(), gpu)).toMatchObject({
      library: brought,
    });
  });

  test.each<[string, (library: ModelLibrary) => readonly [ModelLibrary, Uint8Array]]>([
    ['another hash', (l) => [{ ...l, sha256: 'a'.repeat(64) }, BROUGHT]],
    ['a missing end', (l) => [l, BROUGHT.slice(0, -1)]],
    ['a flipped bit', (l) => [l, BROUGHT.map((byte, i) => (i === 99 ? byte ^ 1 : byte))]],
    ['a description of nonsense', (l) => [{ ...l, abi: 2 } as unknown as ModelLibrary, BROUGHT]],
  ])('with %s is refused and nothing is kept', async (_, change) => {
    const bench = createBench();
    const { store, databases } = bench.open();
    expect(await codeOf(store.add(...change(await describedAs(BROUGHT))))).toBe('library/bad-library');
    expect([await databases.wasm.urls.count(), await databases.own.libraries.count()]).toEqual([0, 0]);
  });

  test('that is no WebAssembly is refused, whatever its hash says', async () => {
    const { store } = createBench().open();
    expect(await codeOf(store.add(await describedAs(OTHER), OTHER))).toBe('library/bad-library');
  });

  test('takes the place of another version of its name, and yields to the origin’s once that has been fetched', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    const brought = await describedAs(BROUGHT);
    await store.add(brought, BROUGHT);
    const replaced = await describedAs(Uint8Array.from([...BROUGHT, 1]));
    const { url } = await store.add(replaced, Uint8Array.from([...BROUGHT, 1]));
    expect(await databases.wasm.urls.toCollection().primaryKeys()).toEqual([url]);
    // The origin has another version of that name: its word counts while it can be reached.
    expect(await store.list()).toEqual([library]);
    bench.online = false;
    expect(await store.list()).toEqual([replaced]);
    bench.online = true;
    await store.ensure(library);
    bench.online = false;
    expect([await store.list(), await store.brought()]).toEqual([[library], []]);
  });

  test('that is damaged here says so, since no server can give it again', async () => {
    const { bench } = await served();
    const brought = await describedAs(BROUGHT, { name: 'ours', file: 'ours.wasm' });
    const { store, databases } = bench.open();
    const { url } = await store.add(brought, BROUGHT);
    await databases.wasm.urls.put({
      url,
      data: BROUGHT.map((byte, i) => (i === 50 ? byte ^ 4 : byte)).buffer,
    });
    expect(await codeOf(store.read(brought))).toBe('library/bad-library');
    expect(await codeOf(store.ensure(brought))).toBe('library/bad-library');
  });

  test('is removed, row and record; what the origin withdrew is not offered while it can be reached', async () => {
    const { bench, library } = await served();
    const { store, databases } = bench.open();
    const brought = await describedAs(BROUGHT, { name: 'ours', file: 'ours.wasm' });
    await store.add(brought, BROUGHT);
    await store.ensure(library);
    bench.files.set('index.json', () => index());
    expect(await store.list()).toEqual([brought]);
    await store.remove('ours');
    await store.remove('never kept');
    expect([await store.kept(), await databases.wasm.urls.count()]).toEqual([[library], 1]);
  });

  test('that fits no room is a named error and leaves no record', async () => {
    const bench = createBench();
    const { store, databases } = bench.open();
    const writes = failingWrites(0, 'quota-at-commit');
    expect(await codeOf(store.add(await describedAs(BROUGHT), BROUGHT))).toBe('store/quota-exceeded');
    writes.heal();
    expect(await databases.own.libraries.count()).toBe(0);
  });
});
