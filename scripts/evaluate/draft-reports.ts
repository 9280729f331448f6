import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { HarnessDraft, HarnessInstall, HarnessLoad } from '../../src/app/harness/harness-api.ts';
import type { EvaluateOptions } from './options.ts';
import type { Prediction, PredictionsFile } from './predictions-file.ts';
import type { Report } from './read-reports.ts';

export interface LoadedModel {
  readonly install: HarnessInstall;
  readonly load: HarnessLoad;
}

/** Installs and loads the model that the options ask for, in the open harness page. */
export async function loadModel(page: Page, options: EvaluateOptions): Promise<LoadedModel> {
  const id = options.model === null ? {} : { id: options.model };
  const threads = options.threads === null ? {} : { threads: options.threads };
  return page.evaluate(
    async ({ installOptions, loadOptions }) => {
      const harness = window.readroomHarness;
      if (harness === undefined) throw new Error('app/unexpected: the harness is gone');
      const install = await harness.install(installOptions);
      return { install, load: await harness.load(loadOptions) };
    },
    { installOptions: id, loadOptions: { ...id, ...threads, engine: options.engine } },
  );
}

/** Drafts every report that the file does not hold yet; calls `onDrafted` after each. */
export async function draftReports(
  page: Page,
  reports: readonly Report[],
  model: LoadedModel,
  file: PredictionsFile,
  onDrafted: (prediction: Prediction, finished: number) => void,
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (const report of reports) {
    const earlier = file.done.get(report.id);
    if (earlier !== undefined) {
      predictions.push(earlier);
      continue;
    }
    const started = performance.now();
    const outcome = sameEngine(await draft(page, report.findings), model);
    const prediction = toPrediction(report, outcome, model, performance.now() - started);
    file.append(prediction);
    predictions.push(prediction);
    onDrafted(prediction, predictions.length);
  }
  return predictions;
}

/** A graphics card that gives up hands over to the CPU: a table must not mix the two. */
function sameEngine(outcome: Outcome, { load }: LoadedModel): Outcome {
  const moved = 'draft' in outcome && outcome.draft.engine !== load.engine;
  return moved ? { error: 'engine/gpu-given-up' } : outcome;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

type Outcome = { readonly draft: HarnessDraft } | { readonly error: string };

async function draft(page: Page, findings: string): Promise<Outcome> {
  return page.evaluate(async (text): Promise<Outcome> => {
    try {
      const result = await window.readroomHarness?.draft(text);
      return result === undefined ? { error: 'app/unexpected' } : { draft: result };
    } catch (error) {
      // The message begins with the error's code; nothing after it is kept, so that no text slips out.
      return { error: error instanceof Error ? (error.message.split(':', 1)[0] ?? '') : 'app/unexpected' };
    }
  }, findings);
}

function toPrediction(report: Report, outcome: Outcome, model: LoadedModel, totalMs: number): Prediction {
  const usage = 'draft' in outcome ? outcome.draft.usage : null;
  return {
    id: report.id,
    findingsSha256: sha256(report.findings),
    prediction: 'draft' in outcome ? outcome.draft.text.trim() : '',
    finish: 'draft' in outcome ? outcome.draft.finish : 'error',
    ...('error' in outcome ? { error: outcome.error } : {}),
    model: model.load.id,
    manifestSha256: model.install.manifestSha256,
    engine: model.load.engine,
    threads: model.load.threads,
    promptTokens: (usage?.prefilled ?? 0) + (usage?.reused ?? 0),
    reusedTokens: usage?.reused ?? 0,
    verifiedTokens: usage?.verified ?? 0,
    decodedTokens: usage?.decoded ?? 0,
    timeToFirstTokenMs: Math.round(usage?.timeToFirstTokenMs ?? 0),
    decodeMs: Math.round(usage?.decodeMs ?? 0),
    totalMs: Math.round(totalMs),
  };
}
