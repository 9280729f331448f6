import { describe, expect, it } from 'vitest';
import { isAbnormal } from './baselines.ts';
import { bootstrapMean, type Interval } from './bootstrap.ts';
import cases from './fixtures/metric-cases.json' with { type: 'json' };
import { createNearestNeighbour } from './nearest-neighbour.ts';
import { reportViews, type ViewedReport } from './report-views.ts';
import { rouge, ROUGE_NAMES } from './rouge.ts';
import { seededRandom } from './seeded-random.ts';
import { viewScores } from './view-scores.ts';

/** Sums run in another order there. */
const DIGITS = 12;

function expectInterval(found: Interval | null | undefined, expected: Interval): void {
  for (const bound of ['mean', 'low', 'high'] as const)
    expect(found?.[bound]).toBeCloseTo(expected[bound], DIGITS);
}

// Written by scripts/fixtures/metric_cases.py from training/readroom_training/metrics.
describe('the metrics give the numbers that Python gives', () => {
  it('random numbers', () => {
    const random = seededRandom(cases.random.seed);
    expect(cases.random.numbers.map(() => random())).toEqual(cases.random.numbers);
  });

  it.each(cases.abnormal)('"$impression" is abnormal: $abnormal', ({ impression, abnormal }) => {
    expect(isAbnormal(impression)).toBe(abnormal);
  });

  it('bootstrap intervals', () => {
    for (const { values, interval } of cases.bootstrap) {
      const found = bootstrapMean(values);
      if (interval === null) expect(found).toBeNull();
      else expectInterval(found, interval);
    }
  });

  it('the nearest training report', () => {
    const nearest = createNearestNeighbour(cases.training);
    for (const report of cases.reports) expect(nearest(report.findings)).toBe(report.nearest);
  });

  it('the views of the reports, and what the predictions score on each', () => {
    const reports: readonly (ViewedReport & { prediction: string })[] = cases.reports;
    const views = reportViews(reports);
    expect(views).toEqual(cases.views.map(({ name, members }) => ({ name, members })));
    const scores = reports.map(({ impression, prediction }) => rouge(impression, prediction));
    viewScores(scores, views).forEach((found, index) => {
      const expected = cases.views[index]!;
      expect(found.reports).toBe(expected.reports);
      for (const name of ROUGE_NAMES) expectInterval(found.rouge[name], expected.rouge[name]);
    });
  });
});
