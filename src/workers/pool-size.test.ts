import { expect, test } from 'vitest';
import type { Quantization } from '../domain/model/quantization.ts';
import { planShards } from '../pipeline/shards/shard-plan.ts';
import { TINY_BUILD } from '../testing/generators/tiny-build.ts';
import { poolSize } from './pool-size.ts';

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
  expect([sizeOf('q4f16_1'), sizeOf('q8f16_1'), sizeOf('q8f32_1')]).toEqual([4, 1, 1]);
  expect(sizeOf('q8f16_1', TINY_BUILD)).toBe(4);
});
