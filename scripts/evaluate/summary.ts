import * as v from 'valibot';
import { bootstrapMean } from '../../src/domain/metrics/bootstrap.ts';
import { rouge, type RougeScores } from '../../src/domain/metrics/rouge.ts';
import { EvaluationSummarySchema, type EvaluationSummary } from '../../src/domain/model/model-details.ts';
import type { Report } from './read-reports.ts';
import { reportViews } from './report-views.ts';

/** What was evaluated, where and when. */
export type EvaluatedRun = Pick<EvaluationSummary, 'modelId' | 'manifestSha256' | 'engine' | 'at'> & {
  readonly data: { readonly name: string; readonly sha256: string };
};

/**
 * The figures of one model for its provenance sheet in the Model library: names, hashes and scores, no text of a report.
 * @param answers the model's, in the order of the reports
 */
export function evaluationSummary(
  run: EvaluatedRun,
  reports: readonly Report[],
  answers: readonly string[],
): EvaluationSummary {
  const scores = reports.map(({ impression }, index) => rouge(impression, answers[index] ?? ''));
  const { modelId, manifestSha256, engine, at, data } = run;
  return v.parse(EvaluationSummarySchema, {
    schemaVersion: 1,
    modelId,
    manifestSha256,
    data: { ...data, reports: reports.length },
    engine,
    at,
    views: reportViews(reports).map(({ name, members }) => {
      const own = members.flatMap((index) => scores[index] ?? []);
      return {
        name,
        reports: members.length,
        rouge1: interval(own, 'rouge1'),
        rouge2: interval(own, 'rouge2'),
        rougeL: interval(own, 'rougeL'),
      };
    }),
  });
}

type Score = EvaluationSummary['views'][number]['rouge1'];

function interval(scores: readonly RougeScores[], metric: keyof RougeScores): Score {
  const found = bootstrapMean(scores.map((score) => score[metric]));
  return { value: found?.mean ?? 0, low: found?.low ?? 0, high: found?.high ?? 0 };
}
