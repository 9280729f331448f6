import { expect, test } from 'vitest';
import type { Quantization } from '../domain/model/quantization.ts';
import { planShards } from '../pipeline/shards/shard-plan.ts';
import { TINY_BUILD, memorySink, tinyBuildRequest } from '../testing/generators/tiny-build.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { largestPair, poolSize } from './pool-size.ts';

const LLAMA_3_8B = {
  ...TINY_BUILD,
  vocabSize: 128_256,
  hiddenSize: 4096,
  intermediateSize: 14_336,
  layers: 1,
  attentionHeads: 32,
  keyValueHeads: 8,
  headDim: 128,
};
const sizeOf = (quantization: Quantization, architecture = LLAMA_3_8B): number =>
  poolSize(4, planShards(architecture, quantization));

test('large embeddings leave memory for fewer workers, and there is always one', () => {
  expect([sizeOf('q4f16_1'), sizeOf('q8f16_1'), sizeOf('q8f32_1')]).toEqual([4, 2, 1]);
  expect(sizeOf('q8f16_1', TINY_BUILD)).toBe(4);
});

test('an adapter of a high rank leaves memory for fewer workers, and one that leaves none is refused', () => {
  const plan = planShards(TINY_BUILD, 'q4f16_1');
  // Llama 2 7B's down_proj.
  const withRank = (rank: number) => poolSize(4, plan, { rank, rows: 4096, columns: 11_008, scale: 1 });
  expect([8, 64, 256, 512, 1024].map(withRank)).toEqual([4, 4, 4, 4, 2]);
  expect(() => withRank(4096)).toThrow(ReadroomError);
  // What all of them keep: two pairs in float32 each, and one on its way in.
  for (const rank of [8, 64, 256, 512, 1024]) {
    const pair = 4 * rank * (4096 + 11_008);
    expect(withRank(rank) * (18e6 + 3 * pair) + 100e6 + 12e6).toBeLessThanOrEqual(600e6);
  }
});

test('the largest pair is found from an adapter’s header', async () => {
  const { adapter, config } = await tinyBuildRequest('q8f16_1', memorySink());
  const { hiddenSize, intermediateSize } = TINY_BUILD;
  const pair = await largestPair(adapter, config.architecture);
  expect([hiddenSize, intermediateSize, hiddenSize * 2]).toContain(pair?.columns);
  expect(pair?.rank).toBeGreaterThan(0);
  expect(await largestPair(null, config.architecture)).toBeNull();
});
