import type { HarnessLoad } from '../../src/app/harness/harness-api.ts';
import { firstSide } from '../../src/domain/laterality/orientation.ts';
import { plural } from '../../src/ui/format.ts';
import { openAppSession, openGpuSession, type AppSession } from '../browser/app-session.ts';
import { REPOSITORY } from '../serve/folders.ts';
import type { ChosenModel } from './chosen-models.ts';
import { costOf } from './cost.ts';
import { draftAll, loadModel, type AskedModel } from './draft-all.ts';
import { inputHash, type DraftItem } from './draft-item.ts';
import type { RunFacts } from './evaluation-result.ts';
import type { History } from './history.ts';
import { exampleCases, judgeExamples, NO_EXAMPLES, shownDrafts } from './example-honesty.ts';
import { honestyOf, variantsToDraft, type Honesty } from './honesty.ts';
import { InputError } from './input-error.ts';
import type { EvaluateOptions } from './options.ts';
import { outputPath, variantsPath } from './output-paths.ts';
import { openPredictions, type Prediction } from './predictions-file.ts';
import { createProgressLine } from './progress-line.ts';
import type { Report } from './read-reports.ts';
import type { Answers } from './score-systems.ts';

/** What one model drafted with one kind of prompt. */
export interface ModelRun extends Answers {
  readonly facts: RunFacts;
  /** Null when it was not asked for. */
  readonly honesty: Honesty | null;
  /** When its last draft was done, ms since the epoch. */
  readonly at: number;
}

/** One kind of prompt: without examples or with up to so many, and how a model with canonical sides reads them. */
export interface PromptKind {
  readonly examples: number;
  /** Null for a model that knows no other than as they are written. */
  readonly sides: 'canonical' | 'as-written' | null;
  readonly history: History | null;
}

export interface RunPlan {
  readonly options: EvaluateOptions;
  readonly reports: readonly Report[];
  readonly prompts: readonly PromptKind[];
  /** Of all models. */
  readonly runs: number;
}

/** Drafts with one model in a browser of its own, with each kind of prompt. */
export async function runModel(chosen: ChosenModel, plan: RunPlan): Promise<ModelRun[]> {
  const { options } = plan;
  const folders = { folders: { ...REPOSITORY, models: chosen.models } };
  const session = await (options.engine === 'webgpu' ? openGpuSession(folders) : openAppSession(folders));
  try {
    console.log(`${chosen.label}: installing and loading in Chromium …`);
    const model = await loadModel(session.page, chosen.id, options);
    const { load } = model;
    if (load.engine !== options.engine) throw new InputError(load.probe.note ?? 'Another engine took over.');
    console.log(`${chosen.label}: on ${describeEngine(load)}`);
    const runs: ModelRun[] = [];
    const asked = { ...model, readAsWritten: new Map<string, Prediction>() };
    for (const prompt of plan.prompts) runs.push(await runPrompt(session, chosen, asked, prompt, plan));
    return runs;
  } finally {
    await session.close();
  }
}

async function runPrompt(
  session: AppSession,
  chosen: ChosenModel,
  model: Omit<AskedModel, 'asWritten'>,
  prompt: PromptKind,
  { options, reports, runs }: RunPlan,
): Promise<ModelRun> {
  const asWritten = prompt.sides === 'as-written';
  const name = [
    chosen.label,
    ...(prompt.examples === 0 ? [] : [' with examples']),
    ...(asWritten ? [', sides as written'] : []),
  ].join('');
  const path = outputPath(options.out, name, runs, '.jsonl');
  const drafted = async (
    of: string,
    items: readonly DraftItem[],
    to: string | null,
  ): Promise<Prediction[]> => {
    const run = {
      model: model.load.id,
      manifestSha256: model.install.manifestSha256,
      engine: model.load.engine,
    };
    const file = openPredictions(to, run, new Map(items.map((item) => [item.id, inputHash(item)])));
    const tell = createProgressLine(`${name}, ${of}`, items.length);
    return draftAll(session.page, items, { ...model, asWritten }, file, tell);
  };
  /** The best examples for the findings as they are drafted; while a person types, the app keeps good ones longer. */
  const itemOf = (id: string, findings: string, report: string): DraftItem => ({
    ...{ id, findings },
    examples: prompt.history?.choose(findings, report, prompt.examples) ?? [],
  });

  const items = reports.map(({ id, findings }) => itemOf(id, findings, id));
  const predictions = await drafted('reports', items, path);
  requireSomeDraft(predictions);
  let honesty: Honesty | null = null;
  if (options.honesty !== 'none') {
    const drafts = draftsOf(predictions);
    const isChanged = options.honesty === 'changed';
    const variants = isChanged ? variantsToDraft(reports, drafts) : [];
    const changed = variants.map(({ key, findings, report }) => itemOf(key, findings, report));
    const shown = shownDrafts(items, predictions);
    const cases = isChanged ? exampleCases(shown) : [];
    const changedItems = [...changed, ...cases.map(({ item }) => item)];
    const answers = isChanged
      ? draftsOf(await drafted('changed findings', changedItems, variantsPath(path)))
      : null;
    const examples = prompt.examples === 0 ? NO_EXAMPLES : judgeExamples(shown, cases, answers ?? new Map());
    honesty = honestyOf(reports, drafts, answers, examples);
  }
  return {
    name,
    answers: predictions.map(({ prediction }) => prediction),
    facts: {
      modelId: model.load.id,
      manifestSha256: model.install.manifestSha256,
      quantization: model.load.quantization,
      engine: describeEngine(model.load),
      examples: prompt.examples,
      sides:
        prompt.sides === null
          ? null
          : {
              read: prompt.sides,
              exchanged: predictions.filter(({ exchanged }) => exchanged).length,
              unsure: reports.filter(({ findings }) => firstSide(findings) === 'unsure').length,
            },
      cost: costOf(predictions),
    },
    honesty,
    at: Date.now(),
  };
}

/** By id; a draft that failed is none, so that its empty text is not judged as an answer. */
function draftsOf(predictions: readonly Prediction[]): Map<string, string> {
  return new Map(
    predictions
      .filter(({ finish }) => finish !== 'error')
      .map(({ id, prediction }) => [id, prediction] as const),
  );
}

function requireSomeDraft(predictions: readonly Prediction[]): void {
  if (!predictions.every(({ finish }) => finish === 'error')) return;
  const codes = [...new Set(predictions.map(({ error }) => error ?? 'app/unexpected'))];
  throw new InputError(`Every draft failed: ${codes.join(', ')}.`);
}

/** `cpu, 2 threads`, or `webgpu in float32 on SwiftShader`. */
function describeEngine({ engine, threads, probe }: HarnessLoad): string {
  if (engine === 'cpu') return `cpu, ${plural(threads ?? 1, 'thread')}`;
  return `webgpu in ${probe.compute ?? 'an unknown type'} on ${probe.device ?? 'an unnamed adapter'}`;
}
