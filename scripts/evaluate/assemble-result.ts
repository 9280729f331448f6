import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createNearestNeighbour } from '../../src/domain/metrics/nearest-neighbour.ts';
import { MAX_NAME_LENGTH } from '../../src/domain/model/model-details.ts';
import { describeMachine } from '../bench/machine.ts';
import { sha256 } from './draft-item.ts';
import type { DataSet, Difference, EvaluationResult, SystemHonesty } from './evaluation-result.ts';
import type { History } from './history.ts';
import { honestyOf } from './honesty.ts';
import type { EvaluateOptions } from './options.ts';
import type { Report } from './read-reports.ts';
import type { ModelRun } from './run-model.ts';
import { constantAnswers, difference, scoresOf, worstOutputs, type Answers } from './score-systems.ts';

/** How many of the worst drafts are named. */
const WORST = 10;

/** What was read for an evaluation. */
export interface Inputs {
  readonly reports: readonly Report[];
  readonly training: readonly Report[] | null;
  readonly history: History | null;
  readonly beside: readonly Answers[];
}

/** The figures of all runs, beside the baselines and what was given beside. */
export function assembleResult(
  options: EvaluateOptions,
  { reports, training, history, beside }: Inputs,
  runs: readonly ModelRun[],
): EvaluationResult {
  const others = [...beside, ...baselines(reports, training)];
  const [first] = runs;
  return {
    schemaVersion: 1,
    at: new Date().toISOString(),
    data: dataSet(options.data, reports.length),
    train: options.train === null ? null : dataSet(options.train, training?.length ?? 0),
    history:
      options.history === null || history === null
        ? null
        : { ...dataSet(options.history, history.reports), left: history.left },
    machine: describeMachine(),
    systems: [
      ...runs.map((run) => ({ name: run.name, views: scoresOf(reports, run), run: run.facts })),
      ...others.map((system) => ({ name: system.name, views: scoresOf(reports, system), run: null })),
    ],
    differences: differencesOf(reports, runs, beside),
    honesty: options.honesty !== 'none' ? honestyRows(reports, runs, others) : [],
    worst: first === undefined ? [] : worstOutputs(reports, first, WORST, options.showIds),
  };
}

function baselines(reports: readonly Report[], training: readonly Report[] | null): Answers[] {
  const constant = constantAnswers(reports);
  if (training === null) return [constant];
  const nearest = createNearestNeighbour(training);
  return [constant, { name: 'nearest neighbour', answers: reports.map(({ findings }) => nearest(findings)) }];
}

/**
 * What is lost against the first of the answers beside, such as those of unquantized weights, or else against the first
 * model; and what each model gains from examples.
 */
function differencesOf(
  reports: readonly Report[],
  runs: readonly ModelRun[],
  beside: readonly Answers[],
): Difference[] {
  const bare = runs.filter(({ facts }) => facts.examples === 0);
  const reference = beside[0] ?? bare[0];
  const losses = [...bare, ...beside.slice(1)].filter((system) => system !== reference);
  return [
    ...losses.flatMap((system) => (reference === undefined ? [] : [difference(reports, system, reference)])),
    ...runs.flatMap((run, index) => {
      const without = run.facts.examples === 0 ? undefined : runs[index - 1];
      return without === undefined ? [] : [difference(reports, run, without)];
    }),
  ];
}

/** What did not come from the engine answers the reports themselves alone: no changed findings were drafted for it. */
function honestyRows(
  reports: readonly Report[],
  runs: readonly ModelRun[],
  others: readonly Answers[],
): SystemHonesty[] {
  const written = { name: 'the radiologists’ own', answers: reports.map(({ impression }) => impression) };
  return [
    ...runs.flatMap(({ name, honesty }) => (honesty === null ? [] : [{ name, ...honesty }])),
    ...[...others, written].map(({ name, answers }) => {
      const drafts = new Map(reports.map(({ id }, index) => [id, answers[index] ?? '']));
      return { name, ...honestyOf(reports, drafts) };
    }),
  ];
}

function dataSet(path: string, reports: number): DataSet {
  return {
    name: basename(path).slice(0, MAX_NAME_LENGTH),
    sha256: sha256(readFileSync(path)),
    reports,
  };
}
