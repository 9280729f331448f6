import { bootstrapMean } from '../../src/domain/metrics/bootstrap.ts';
import { CONSTANT_ANSWER } from '../../src/domain/metrics/baselines.ts';
import { rouge, ROUGE_NAMES, type RougeScores } from '../../src/domain/metrics/rouge.ts';
import type { Report } from './read-reports.ts';
import { reportViews } from './report-views.ts';

export interface ScoredSystem {
  readonly name: string;
  /** The answer to the report at this index. */
  readonly answer: (report: Report, index: number) => string;
}

export const CONSTANT_SYSTEM: ScoredSystem = { name: 'constant answer', answer: () => CONSTANT_ANSWER };

/** ROUGE F1 × 100 with 95 % bootstrap intervals, each system on each view of the reports. */
export function scoreTable(reports: readonly Report[], systems: readonly ScoredSystem[]): string {
  const scores = systems.map(({ answer }) =>
    reports.map((report, index) => rouge(report.impression, answer(report, index))),
  );
  const rows = [['reports', 'system', 'ROUGE-1', 'ROUGE-2', 'ROUGE-L']];
  for (const { name, members } of reportViews(reports)) {
    systems.forEach((system, s) => {
      const cells = ROUGE_NAMES.map((metric) =>
        cell(
          members.map((i) => scores[s]?.[i]),
          metric,
        ),
      );
      rows.push([`${name} (${members.length})`, system.name, ...cells]);
    });
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `61.0 (58.2–63.9)` */
function cell(scores: readonly (RougeScores | undefined)[], metric: keyof RougeScores): string {
  const interval = bootstrapMean(scores.map((score) => score?.[metric] ?? 0));
  if (interval === null) return '-';
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${percent(interval.mean)} (${percent(interval.low)}–${percent(interval.high)})`;
}
