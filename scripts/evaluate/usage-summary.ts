import type { Prediction } from './predictions-file.ts';

/** What the drafts cost and how they ended, in a few lines. */
export function usageSummary(predictions: readonly Prediction[]): string {
  const of = (pick: (p: Prediction) => number): number[] => predictions.map(pick);
  const decoded = sum(of((p) => p.decodedTokens));
  const decodeSeconds = sum(of((p) => p.decodeMs)) / 1000;
  const ended = (finish: Prediction['finish']): number =>
    predictions.filter((p) => p.finish === finish).length;
  const masked = predictions.filter((p) => /x{3,}/i.test(p.prediction)).length;
  return [
    `${predictions.length} drafts: ${ended('stop')} ended by themselves, ${ended('length')} cut at the length limit, ${ended('error')} failed; ${masked} print a de-identification mark (XXXX)`,
    `prompt ${mean(of((p) => p.promptTokens))} tokens (mean), of which ${mean(of((p) => p.reusedTokens))} reused; impression ${mean(of((p) => p.verifiedTokens + p.decodedTokens))} tokens, of which ${mean(of((p) => p.verifiedTokens))} verified in one step`,
    `first token after ${median(of((p) => p.timeToFirstTokenMs))} ms (median), whole draft ${median(of((p) => p.totalMs))} ms, decoding ${decodeSeconds > 0 ? (decoded / decodeSeconds).toFixed(1) : '-'} tokens/s`,
  ].join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): string {
  return values.length === 0 ? '-' : (sum(values) / values.length).toFixed(1);
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? '-' : Math.round(middle).toString();
}
