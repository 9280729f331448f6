import { expect, test } from 'vitest';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';
import { ShardCache } from './shard-cache.ts';

const PLAN = {
  shards: [0, 1, 2].map((index) => ({ path: `${index}`, nbytes: 4 })),
} as unknown as ShardPlan;
const tensorIn = (shard: number) => ({ shard, byteOffset: 1, nbytes: 2 }) as PlannedTensor;

function opened() {
  const released: number[] = [];
  const readFile = (path: string) => Promise.resolve(new Uint8Array(4).fill(Number(path)));
  const cache = new ShardCache({ readFile }, PLAN, ([index = -1]) => released.push(index));
  return { cache, released };
}

test('a shard that is given back is never one of the two that were read last', async () => {
  const { cache, released } = opened();
  for (const shard of [0, 1, 2]) await cache.read(tensorIn(shard));
  expect(released).toEqual([0]);
  // Tied embeddings at the end: scales in a shard that is here, levels in one that has to come back.
  const scales = await cache.read(tensorIn(1));
  const levels = await cache.read(tensorIn(0));
  expect([...scales, ...levels]).toEqual([1, 1, 0, 0]);
  expect(released).toEqual([0, 2]);
});

test('clearing gives back whatever is left', async () => {
  const { cache, released } = opened();
  await cache.read(tensorIn(2));
  await cache.read(tensorIn(1));
  cache.clear();
  expect(released).toEqual([2, 1]);
});
