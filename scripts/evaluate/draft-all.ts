import type { Page } from 'playwright-core';
import type { HarnessDraft, HarnessInstall, HarnessLoad } from '../../src/app/harness/harness-api.ts';
import { inputHash, type DraftItem } from './draft-item.ts';
import type { EvaluateOptions } from './options.ts';
import type { Prediction, PredictionsFile } from './predictions-file.ts';

export interface LoadedModel {
  readonly install: HarnessInstall;
  readonly load: HarnessLoad;
}

/** A model, and how its drafts are asked for. */
export interface AskedModel extends LoadedModel {
  /** Sides as they are written, also where the model would exchange them. */
  readonly asWritten: boolean;
  /**
   * What it drafted from findings read as they are written, by `inputHash`, over all kinds of prompt: drafting is
   * greedy, so that the same prompt need not be asked twice.
   */
  readonly readAsWritten: Map<string, Prediction>;
}

/** Installs and loads a model in the open harness page. */
export async function loadModel(
  page: Page,
  id: string,
  { threads, engine }: Pick<EvaluateOptions, 'threads' | 'engine'>,
): Promise<LoadedModel> {
  return page.evaluate(
    async ({ installOptions, loadOptions }) => {
      const harness = window.readroomHarness;
      if (harness === undefined) throw new Error('app/unexpected: the harness is gone');
      const install = await harness.install(installOptions);
      return { install, load: await harness.load(loadOptions) };
    },
    { installOptions: { id }, loadOptions: { id, ...(threads === null ? {} : { threads }), engine } },
  );
}

/** Drafts every item that the file does not hold yet; calls `onDrafted` with the number finished after each. */
export async function draftAll(
  page: Page,
  items: readonly DraftItem[],
  model: AskedModel,
  file: PredictionsFile,
  onDrafted: (finished: number) => void,
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (const item of items) {
    const earlier = file.done.get(item.id);
    if (earlier !== undefined) {
      predictions.push(earlier);
      continue;
    }
    const same = model.asWritten ? model.readAsWritten.get(inputHash(item)) : undefined;
    const prediction = same === undefined ? await draftNow(page, item, model) : { ...same, id: item.id };
    file.append(prediction);
    predictions.push(prediction);
    onDrafted(predictions.length);
  }
  for (const prediction of predictions) {
    const { finish, exchanged, inputSha256 } = prediction;
    if (finish !== 'error' && !exchanged) model.readAsWritten.set(inputSha256, prediction);
  }
  return predictions;
}

async function draftNow(page: Page, item: DraftItem, model: AskedModel): Promise<Prediction> {
  const started = performance.now();
  const outcome = sameEngine(await draft(page, item, model), model);
  return toPrediction(item, outcome, model, performance.now() - started);
}

/** A graphics card that gives up hands over to the CPU: a table must not mix the two. */
function sameEngine(outcome: Outcome, { load }: LoadedModel): Outcome {
  const moved = 'draft' in outcome && outcome.draft.engine !== load.engine;
  return moved ? { error: 'engine/gpu-given-up' } : outcome;
}

type Outcome = { readonly draft: HarnessDraft } | { readonly error: string };

async function draft(
  page: Page,
  { findings, examples }: DraftItem,
  { asWritten }: AskedModel,
): Promise<Outcome> {
  return page.evaluate(
    async (input): Promise<Outcome> => {
      try {
        const result = await window.readroomHarness?.draft(input.findings, input.examples, {
          asWritten: input.asWritten,
        });
        return result === undefined ? { error: 'app/unexpected' } : { draft: result };
      } catch (error) {
        // The message begins with the error's code; nothing else is kept, so that no text slips out.
        const code = error instanceof Error ? /^[a-z]+\/[a-z0-9-]+/.exec(error.message)?.[0] : undefined;
        return { error: code ?? 'app/unexpected' };
      }
    },
    { findings, examples, asWritten },
  );
}

function toPrediction(item: DraftItem, outcome: Outcome, model: LoadedModel, totalMs: number): Prediction {
  const drafted = 'draft' in outcome ? outcome.draft : null;
  const usage = drafted?.usage;
  return {
    id: item.id,
    inputSha256: inputHash(item),
    prediction: drafted?.text.trim() ?? '',
    finish: drafted?.finish ?? 'error',
    ...('error' in outcome ? { error: outcome.error } : {}),
    model: model.load.id,
    manifestSha256: model.install.manifestSha256,
    engine: model.load.engine,
    threads: model.load.threads,
    examples: drafted?.examples ?? 0,
    exchanged: drafted?.exchanged ?? false,
    promptTokens: (usage?.prefilled ?? 0) + (usage?.reused ?? 0),
    reusedTokens: usage?.reused ?? 0,
    verifiedTokens: usage?.verified ?? 0,
    decodedTokens: usage?.decoded ?? 0,
    timeToFirstTokenMs: Math.round(usage?.timeToFirstTokenMs ?? 0),
    decodeMs: Math.round(usage?.decodeMs ?? 0),
    totalMs: Math.round(totalMs),
  };
}
