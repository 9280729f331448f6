import { isAbnormal } from '../../src/domain/metrics/baselines.ts';
import type { Report } from './read-reports.ts';

export interface ReportView {
  readonly name: string;
  /** Indices of the reports. */
  readonly members: readonly number[];
}

/**
 * All reports, those with unseen findings and the abnormal ones, as far as there are any. A third of Open-i is
 * templates, so the first view alone flatters everyone.
 */
export function reportViews(reports: readonly Report[]): ReportView[] {
  const where = (test: (report: Report) => boolean): number[] =>
    reports.flatMap((report, index) => (test(report) ? [index] : []));
  return [
    { name: 'all', members: where(() => true) },
    { name: 'unseen findings', members: where(({ seen }) => seen === false) },
    { name: 'abnormal', members: where(({ impression }) => isAbnormal(impression)) },
  ].filter(({ members }) => members.length > 0);
}
