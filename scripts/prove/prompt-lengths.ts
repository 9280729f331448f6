import { createRandom } from '../../src/testing/generators/random.ts';

/** Pages of the KV cache hold 16 tokens and a forward at most 128: lengths on both sides of these borders. */
const LENGTHS = [1, 2, 15, 16, 17, 33, 127, 128, 129, 200];

/** Random token ids in every length that fits a window together with what is to be generated. */
export function borderPrompts(vocabSize: number, window: number, maxNewTokens: number): number[][] {
  const random = createRandom(20);
  return LENGTHS.filter((length) => length + maxNewTokens <= window).map((length) =>
    Array.from({ length }, () => random.integer(vocabSize)),
  );
}
