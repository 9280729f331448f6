import { hasMarks } from '../../src/domain/retrieval/has-marks.ts';
import type { Prediction } from './predictions-file.ts';

/** What the drafts of a run cost and how they ended. Tokens are means, milliseconds medians. */
export interface Cost {
  readonly drafts: number;
  readonly stopped: number;
  readonly cut: number;
  readonly failed: number;
  /** Drafts that print a mark of de-identification. */
  readonly marked: number;
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly impressionTokens: number;
  /** Kept from the draft before without a step of their own. */
  readonly verifiedTokens: number;
  readonly examples: number;
  readonly firstTokenMs: number;
  readonly draftMs: number;
  readonly decodedPerSecond: number;
  readonly minutes: number;
}

export function costOf(predictions: readonly Prediction[]): Cost {
  const mean = (pick: (p: Prediction) => number): number =>
    sum(predictions.map(pick)) / Math.max(1, predictions.length);
  const ended = (finish: Prediction['finish']): number =>
    predictions.filter((p) => p.finish === finish).length;
  const decodeMs = sum(predictions.map((p) => p.decodeMs));
  return {
    drafts: predictions.length,
    stopped: ended('stop'),
    cut: ended('length'),
    failed: ended('error'),
    marked: predictions.filter((p) => hasMarks(p.prediction)).length,
    promptTokens: mean((p) => p.promptTokens),
    reusedTokens: mean((p) => p.reusedTokens),
    impressionTokens: mean((p) => p.verifiedTokens + p.decodedTokens),
    verifiedTokens: mean((p) => p.verifiedTokens),
    examples: mean((p) => p.examples),
    firstTokenMs: median(predictions.map((p) => p.timeToFirstTokenMs)),
    draftMs: median(predictions.map((p) => p.totalMs)),
    decodedPerSecond: decodeMs > 0 ? sum(predictions.map((p) => p.decodedTokens)) / (decodeMs / 1000) : 0,
    minutes: sum(predictions.map((p) => p.totalMs)) / 60_000,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
