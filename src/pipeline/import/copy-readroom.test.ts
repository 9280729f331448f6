import { expect, it } from 'vitest';
import { createPauseGate } from '../../domain/io/pause-gate.ts';
import { memorySink, testHashing, twoShardRequest } from '../../testing/generators/tiny-build.ts';
import { buildModel } from '../build/build-model.ts';
import { copyReadroom, shardsHere } from './copy-readroom.ts';
import { openReadroom } from './open-readroom.ts';

it('goes on with the shards that are not here yet, and copies a damaged one again', async () => {
  const built = memorySink();
  await buildModel(twoShardRequest(built));
  const files = built.asFileSet();
  const model = await openReadroom(files, testHashing);
  const pace = { gate: createPauseGate(), onProgress: () => undefined };
  const nothing = (): Promise<void> => Promise.resolve();
  let left = 1;
  const target = memorySink(() => {
    if (left-- === 0) throw new Error('killed');
  });
  const copy = async (): Promise<void> => {
    const here = await shardsHere(model, target, testHashing, pace);
    await copyReadroom(model, files, target, testHashing, here, nothing, pace);
  };
  await expect(copy()).rejects.toThrow('killed');
  expect(target.writes).toEqual(['params_shard_0.bin']);

  left = Infinity;
  await copy();
  expect(target.writes.filter((path) => path === 'params_shard_0.bin')).toHaveLength(1);
  expect(target.writes.at(-1)).toBe('manifest.json');

  const shard = target.files.get('params_shard_1.bin')!;
  shard[123] = (shard[123] ?? 0) ^ 1;
  await copy();
  expect(target.writes.filter((path) => path === 'params_shard_1.bin')).toHaveLength(2);
  for (const [path, bytes] of built.files)
    expect(Buffer.compare(bytes, target.files.get(path)!), path).toBe(0);
}, 60_000);

it('holds a shard that is here already to the MD5 that tensor-cache.json names', async () => {
  const built = memorySink();
  await buildModel(twoShardRequest(built));
  const opened = await openReadroom(built.asFileSet(), testHashing);
  const pace = { gate: createPauseGate(), onProgress: () => undefined };
  expect((await shardsHere(opened, built, testHashing, pace)).size).toBe(2);
  const shards = opened.shards.map((shard) => ({ ...shard, md5: '0'.repeat(32) }));
  await expect(shardsHere({ ...opened, shards }, built, testHashing, pace)).rejects.toMatchObject({
    code: 'model/inconsistent',
  });
}, 60_000);
