import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { GpuModel } from '../../platform/engine/webllm/gpu-model.ts';

const VOCABULARY = 16;

/** An answer to four tokens; at the second one two choices are nearly equal. */
export const TEST_ANSWER: KnownAnswer = {
  tokens: [3, 1, 4, 2],
  argmax: [5, 6, 7, 8],
  margins: [2, 0.001, 3, 1],
  sampleIds: [0, 7, 8, 15],
  sampleLogits: [-10, 0.25, 4, -0.5],
};

export interface AnsweringModelFaults {
  /** Changes what the n-th reading of logits gives. */
  readonly logits?: (logits: Float32Array, call: number) => unknown;
  /** Called with the width of each verification. */
  readonly onVerify?: (width: number) => unknown;
  /** Changes what the n-th verification gives. */
  readonly choices?: (choices: number[], call: number) => unknown;
  readonly stepTokens?: number;
}

export interface AnsweringModel extends GpuModel {
  readonly cache: readonly number[];
}

/** A model that knows `TEST_ANSWER` by heart, goes round in it, and says it with the given faults. */
export function answeringModel(faults: AnsweringModelFaults = {}): AnsweringModel {
  const cache: number[] = [];
  let reads = 0;
  let verifications = 0;
  const take = (tokens: readonly number[]): number => {
    const before = cache.length;
    cache.push(...tokens);
    if (cache.some((token, index) => token !== around(TEST_ANSWER.tokens, index))) {
      throw new Error('another prompt');
    }
    return before;
  };
  return {
    cache,
    stepTokens: faults.stepTokens ?? 8,
    append(tokens) {
      take(tokens);
      return Promise.resolve();
    },
    verify(tokens) {
      const before = take(tokens);
      const choices = tokens.map((_, index) => around(TEST_ANSWER.argmax, before + index));
      faults.onVerify?.(tokens.length);
      faults.choices?.(choices, verifications++);
      return Promise.resolve(choices);
    },
    sample: () => Promise.reject(new Error('nothing is drawn in a check')),
    logits(tokens) {
      take(tokens);
      const logits = logitsAfter(cache.length);
      faults.logits?.(logits, reads++);
      return Promise.resolve(logits);
    },
    pop(count) {
      if (count > cache.length) throw new RangeError(`${count} of ${cache.length}`);
      cache.length -= count;
    },
  };
}

/** After all tokens what is recorded; elsewhere, what leads by its margin over id 0. */
function logitsAfter(count: number): Float32Array {
  const { tokens, argmax, margins, sampleIds, sampleLogits } = TEST_ANSWER;
  const logits = new Float32Array(VOCABULARY);
  if (count === tokens.length) {
    for (const [index, id] of sampleIds.entries()) logits[id] = sampleLogits[index] ?? 0;
    return logits;
  }
  logits.fill(-10);
  logits[around(argmax, count - 1)] = 4;
  logits[0] = 4 - around(margins, count - 1);
  return logits;
}

function around(values: readonly number[], index: number): number {
  return values[index % values.length] ?? 0;
}
