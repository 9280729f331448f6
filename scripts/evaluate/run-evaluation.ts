import { chosenModels, type ChosenModel } from './chosen-models.ts';
import { assembleResult, type Inputs } from './assemble-result.ts';
import { readBeside } from './beside.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import { readHistory, type History } from './history.ts';
import type { EvaluateOptions } from './options.ts';
import { readReports, type Report } from './read-reports.ts';
import { runModel, type ModelRun, type PromptKind } from './run-model.ts';

export interface Evaluation {
  readonly result: EvaluationResult;
  readonly reports: readonly Report[];
  readonly runs: readonly ModelRun[];
}

/** Drafts with every model and prompt that is asked for, and scores them beside the baselines. */
export async function runEvaluation(options: EvaluateOptions): Promise<Evaluation> {
  const inputs = readInputs(options);
  const { reports, history } = inputs;
  const models = await chosenModels(options);
  const planned = models.map((model) => ({ model, prompts: promptKinds(model, options, history) }));
  const count = planned.reduce((sum, { prompts }) => sum + prompts.length, 0);
  const runs: ModelRun[] = [];
  for (const { model, prompts } of planned)
    runs.push(...(await runModel(model, { options, reports, prompts, runs: count })));
  return { result: assembleResult(options, inputs, runs), reports, runs };
}

/**
 * Without examples, and with them where there is a history. The honesty of a model with canonical sides is told twice:
 * exchanged findings make it the same prompt, so what its adapter does of itself shows only with sides as written.
 */
export function promptKinds(
  { isCanonical }: Pick<ChosenModel, 'isCanonical'>,
  { examples, honesty }: Pick<EvaluateOptions, 'examples' | 'honesty'>,
  history: History | null,
): PromptKind[] {
  const sides = isCanonical
    ? (['canonical', ...(honesty === 'changed' ? (['as-written'] as const) : [])] as const)
    : [null];
  return sides.flatMap((one): PromptKind[] => [
    { examples: 0, history: null, sides: one },
    ...(history === null ? [] : [{ examples, history, sides: one }]),
  ]);
}

/**
 * All files, read before the first draft costs time.
 * @throws InputError naming the file that cannot be used
 */
export function readInputs(options: EvaluateOptions): Inputs {
  const training = options.train === null ? null : readReports(options.train);
  const reports = markSeen(readReports(options.data).slice(0, options.limit ?? undefined), training);
  return {
    reports,
    training,
    history: options.history === null ? null : readHistory(options.history),
    beside: options.beside.map((given) => ({ name: given.name, answers: readBeside(given, reports) })),
  };
}

/** Findings count as seen when the data says so or, where it says nothing, when they occur in the training file. */
function markSeen(reports: readonly Report[], training: readonly Report[] | null): Report[] {
  if (training === null) return [...reports];
  const known = new Set(training.map(({ findings }) => findings));
  return reports.map((report) => ({ ...report, seen: report.seen ?? known.has(report.findings) }));
}
