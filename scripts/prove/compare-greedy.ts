import type { DrivenLibrary } from './drive-library.ts';
import type { GreedyAnswer, GreedyRequest } from './greedy-reference.ts';
import { LOGIT_TOLERANCE } from './logit-tolerance.ts';

export interface Comparison {
  /** The same ids, and logits within the tolerance: what differs by more computes something else. */
  readonly equal: boolean;
  /** Leading ids that agree. */
  readonly agreeing: number;
  /** Largest difference of a logit after the prompt. */
  readonly logitDifference: number | null;
  readonly line: string;
}

/** Greedy ids of a library in Chromium against wanted ones, by `verify` and by web-llm's own decode and sampling. */
export async function compareGreedy(
  open: () => Promise<DrivenLibrary>,
  id: string,
  requests: readonly GreedyRequest[],
  wanted: readonly GreedyAnswer[],
): Promise<Comparison[]> {
  const library = await open();
  const comparisons: Comparison[] = [];
  try {
    await library.call('load', id);
    for (const [index, { prompt, maxNewTokens, stop }] of requests.entries()) {
      const answer = wanted[index];
      if (answer === undefined) throw new Error(`no answer to request ${index}`);
      const logits = await library.call('logits', prompt);
      const verified = await library.call('greedy', prompt, maxNewTokens, stop);
      const decoded = await library.call('greedyByWebLlm', prompt, maxNewTokens, stop);
      comparisons.push(compare(prompt.length, answer, logits, verified, decoded));
    }
  } finally {
    await library.close();
  }
  return comparisons;
}

function compare(
  length: number,
  answer: GreedyAnswer,
  logits: readonly number[],
  verified: readonly number[],
  decoded: readonly number[],
): Comparison {
  const agreeing = Math.min(commonHead(answer.ids, verified), commonHead(answer.ids, decoded));
  const logitDifference = answer.firstLogits && largestDifference(answer.firstLogits, logits);
  const sameLength = [verified, decoded].every((ids) => ids.length === answer.ids.length);
  const close = logitDifference === null || logitDifference <= LOGIT_TOLERANCE;
  const equal = sameLength && close && agreeing === answer.ids.length;
  const margin = Math.min(...answer.margins);
  const shown =
    logitDifference === null ? '' : `, largest logit difference ${logitDifference.toExponential(1)}`;
  const line = `prompt of ${length}: ${equal ? 'equal' : 'DIFFERENT'}, ${agreeing} of ${answer.ids.length} ids agree${shown}, smallest margin ${margin.toExponential(1)}`;
  return { equal, agreeing, logitDifference, line };
}

function commonHead(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (const [index, value] of a.entries()) {
    const difference = Math.abs(value - (b[index] ?? NaN));
    // NaN is the worst difference, and no comparison finds it.
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}
