import * as v from 'valibot';
import type { Interval } from '../../src/domain/metrics/bootstrap.ts';
import { EvaluationSummarySchema, type EvaluationSummary } from '../../src/domain/model/model-details.ts';
import type { DataSet, EvaluationResult } from './evaluation-result.ts';
import { summaryRates } from './honesty.ts';
import type { Report } from './read-reports.ts';
import type { ModelRun } from './run-model.ts';
import { scoresOf } from './score-systems.ts';

/** The figures of one run for its model's provenance sheet: names, hashes and scores, no text of a report. */
export function evaluationSummary(
  run: ModelRun,
  reports: readonly Report[],
  { data, history }: Pick<EvaluationResult, 'data' | 'history'>,
): EvaluationSummary {
  const { facts, honesty, at } = run;
  const examples =
    facts.examples === 0 || history === null
      ? {}
      : { examples: { most: facts.examples, from: named(history) } };
  return v.parse(EvaluationSummarySchema, {
    schemaVersion: 1,
    modelId: facts.modelId,
    manifestSha256: facts.manifestSha256,
    data,
    ...examples,
    ...(facts.sides === null ? {} : { sides: facts.sides.read }),
    engine: facts.engine,
    at,
    views: scoresOf(reports, run).map(({ name, reports: count, rouge }) => ({
      name,
      reports: count,
      rouge1: scoreOf(rouge.rouge1),
      rouge2: scoreOf(rouge.rouge2),
      rougeL: scoreOf(rouge.rougeL),
    })),
    ...(honesty === null ? {} : { honesty: summaryRates(honesty) }),
  });
}

function named({ name, sha256, reports }: DataSet): DataSet {
  return { name, sha256, reports };
}

function scoreOf({ mean, low, high }: Interval): EvaluationSummary['views'][number]['rouge1'] {
  return { value: mean, low, high };
}
