import { isAbnormal } from './baselines.ts';

export interface ViewedReport {
  readonly impression: string;
  /** Whether the findings occur in the training reports; left out where that is not known. */
  readonly seen?: boolean;
}

export interface ReportView {
  readonly name: string;
  /** Indices of the reports. */
  readonly members: readonly number[];
}

/**
 * All reports, those with unseen findings and the abnormal ones, as far as there are any. A third of Open-i is
 * templates, so the first view alone flatters everyone.
 */
export function reportViews(reports: readonly ViewedReport[]): ReportView[] {
  const where = (test: (report: ViewedReport) => boolean): number[] =>
    reports.flatMap((report, index) => (test(report) ? [index] : []));
  return [
    { name: 'all', members: where(() => true) },
    { name: 'unseen findings', members: where(({ seen }) => seen === false) },
    { name: 'abnormal', members: where(({ impression }) => isAbnormal(impression)) },
  ].filter(({ members }) => members.length > 0);
}
