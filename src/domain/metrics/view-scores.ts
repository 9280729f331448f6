import { bootstrapMean, type Interval } from './bootstrap.ts';
import type { ReportView } from './report-views.ts';
import { ROUGE_NAMES, type RougeScores } from './rouge.ts';

/** Figures of one system on one view of the reports, 0 to 1. */
export interface ViewScores {
  readonly name: string;
  readonly reports: number;
  readonly rouge: Readonly<Record<keyof RougeScores, Interval>>;
}

/**
 * Means with bootstrap intervals of one system, or of the differences of two.
 * @param scores one entry for each report
 */
export function viewScores(scores: readonly RougeScores[], views: readonly ReportView[]): ViewScores[] {
  return views.map(({ name, members }) => ({
    name,
    reports: members.length,
    rouge: Object.fromEntries(
      ROUGE_NAMES.map((metric) => [metric, meanOf(members.map((index) => scores[index]?.[metric] ?? 0))]),
    ) as Record<keyof RougeScores, Interval>,
  }));
}

function meanOf(values: readonly number[]): Interval {
  return bootstrapMean(values) ?? { mean: 0, low: 0, high: 0 };
}
