import { describe, expect, test } from 'vitest';
import { createPauseGate } from '../domain/io/pause-gate.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import { builtInStore, STORE_ORIGIN, type BuiltInStore } from '../testing/store/built-in-store.ts';
import { verifyInstalled } from './verify-installed.ts';

const never = new AbortController().signal;
const rowOf = ({ manifest }: BuiltInStore, path: string): string =>
  `${STORE_ORIGIN}/models/${manifest.id}/resolve/main/${path}`;

async function flipBit(bench: BuiltInStore, path: string): Promise<void> {
  const url = rowOf(bench, path);
  const row = await bench.databases.model.urls.get(url);
  const bytes = new Uint8Array((row?.data as ArrayBuffer).slice(0));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 16;
  await bench.databases.model.urls.put({ url, data: bytes.buffer });
}

const verify = (bench: BuiltInStore, progress: (p: JobProgress) => void = () => undefined, signal = never) =>
  verifyInstalled(
    { store: bench.store, clock: bench.clock, gate: createPauseGate() },
    bench.manifest.id,
    progress,
    signal,
  );

describe('verifying an installed model', () => {
  test('hashes every file, tells how far it is, and records that all is well', async () => {
    const bench = await builtInStore();
    const { totalBytes, files, id } = bench.manifest;
    const seen: JobProgress[] = [];
    const verification = await verify(bench, (progress) => seen.push(progress));
    expect(verification).toMatchObject({ files: files.length, bytes: totalBytes, damaged: [] });
    expect(seen.map(({ item }) => item)).toEqual([...files.map(({ path }) => path), '']);
    expect(seen.at(-1)).toMatchObject({ phase: 'verify', doneBytes: totalBytes, totalBytes });
    expect((await bench.store.get(id))?.details.verification).toEqual(verification);
  });

  test('lists every damaged and every lost file, and the model is not installed any more but damaged', async () => {
    const bench = await builtInStore();
    const { id, totalBytes } = bench.manifest;
    await flipBit(bench, 'tokenizer.json');
    await bench.databases.model.urls.delete(rowOf(bench, 'tensor-cache.json'));
    // A row that is gone is noticed before any hashing: the model is not in the list.
    expect(await bench.store.get(id)).toBeNull();
    await expect(verify(bench)).rejects.toMatchObject({ code: 'store/not-installed' });

    const other = await builtInStore();
    await flipBit(other, 'params_shard_0.bin');
    await flipBit(other, 'tokenizer.json');
    const { damaged } = await verify(other);
    expect(damaged.sort()).toEqual(['params_shard_0.bin', 'tokenizer.json']);
    expect(await other.store.list()).toEqual([]);
    const lost = other.manifest.files.filter(({ path }) => damaged.includes(path));
    const presentBytes = totalBytes - lost.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(await other.store.unfinished()).toMatchObject([
      { id, name: 'Tiny of ours', kind: 'merge', damaged: true, presentBytes, totalBytes },
    ]);
    const record = await other.databases.own.models.get(id);
    expect(record?.details.verification?.damaged.sort()).toEqual(damaged);
  });

  test('can be held between two files and cancelled, and then records nothing', async () => {
    const bench = await builtInStore();
    const gate = createPauseGate();
    const controller = new AbortController();
    const items: string[] = [];
    const run = verifyInstalled(
      { store: bench.store, clock: bench.clock, gate },
      bench.manifest.id,
      ({ item }) => {
        items.push(item);
        gate.pause();
      },
      controller.signal,
    );
    await expect.poll(() => items.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(items).toHaveLength(1);
    controller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect((await bench.store.get(bench.manifest.id))?.details.verification).toBeNull();
  });

  test('takes a failure of the browser for what it is, not for damage', async () => {
    const bench = await builtInStore();
    const store = {
      ...bench.store,
      readFile: () =>
        bench.databases.own
          .table('none')
          .get('x')
          .then(() => new Uint8Array()),
    };
    const run = verifyInstalled(
      { store, clock: bench.clock, gate: createPauseGate() },
      bench.manifest.id,
      () => undefined,
      never,
    );
    await expect(run).rejects.toThrow();
    expect((await bench.store.get(bench.manifest.id))?.details.verification).toBeNull();
  });

  test('is not noted with another build that was installed meanwhile', async () => {
    const bench = await builtInStore();
    const { id, files } = bench.manifest;
    const { models } = bench.databases.own;
    const outcome = verify(bench, ({ item }) => {
      if (item === files[0]?.path) void models.update(id, { manifestSha256: 'e'.repeat(64) });
    });
    await expect(outcome).rejects.toMatchObject({ code: 'library/busy' });
    expect((await bench.store.get(id))?.details.verification).toBeNull();
  });
});
