import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { HarnessDraft } from '../../src/app/harness/harness-api.ts';
import { openAppSession, type AppSession } from '../browser/app-session.ts';
import { readReports } from '../evaluate/read-reports.ts';
import { MODELS_FOLDER } from '../model/paths.ts';
import { greedyReference, type GreedyRequest } from './greedy-reference.ts';
import { isSameDraft } from './same-draft.ts';

export interface ProveDefaultOptions {
  /** Reports as `npm run evaluate` takes them. */
  readonly reports: string;
  readonly count: number;
  /** null: the catalog's default. */
  readonly id: string | null;
}

interface Answered {
  readonly prompt: readonly number[];
  readonly draft: HarnessDraft;
  readonly seconds: number;
}

/**
 * The app's own WebGPU engine against PyTorch: same stored weights, same prompt, greedy. Prints counts and times, never
 * the reports' text.
 * @returns whether every impression is the same text
 */
export async function proveDefault({ reports, count, id }: ProveDefaultOptions): Promise<boolean> {
  const findings = readReports(reports)
    .slice(0, count)
    .map((report) => report.findings);
  const session = await openAppSession({ webGpu: 'software' });
  let model = '';
  const answered: Answered[] = [];
  try {
    model = await load(session, id);
    for (const [index, text] of findings.entries()) {
      const answer = await draft(session, text);
      answered.push(answer);
      const { usage } = answer.draft;
      console.log(
        `report ${index + 1}: ${usage.reused} reused, ${usage.prefilled} prefilled, ${usage.verified} verified, ` +
          `${usage.decoded} decoded in ${answer.seconds.toFixed(1)} s`,
      );
    }
  } finally {
    await session.close();
  }
  const folder = join(MODELS_FOLDER, model);
  const limits = generationLimits(folder);
  const requests = answered.map(({ prompt }) => ({ prompt, ...limits }));
  const wanted = await greedyReference(folder, requests);
  const equal = answered.map(({ draft }, index) => isSameDraft(draft, wanted[index]?.text ?? ''));
  for (const [index, same] of equal.entries()) {
    const margin = Math.min(...(wanted[index]?.margins ?? []));
    console.log(
      `report ${index + 1}: ${same ? 'the same text as PyTorch' : 'ANOTHER TEXT than PyTorch'}, ` +
        `${wanted[index]?.ids.length ?? 0} tokens, smallest margin ${margin.toFixed(3)}`,
    );
  }
  return equal.every(Boolean);
}

async function load({ page }: AppSession, wanted: string | null): Promise<string> {
  const loaded = await page.evaluate(async (id) => {
    const harness = window.readroomHarness;
    const installed = await harness?.install(id === null ? {} : { id });
    return harness?.load({ id: installed?.id ?? '', engine: 'webgpu' });
  }, wanted);
  if (loaded === undefined) throw new Error('The harness did not answer.');
  if (loaded.engine !== 'webgpu') throw new Error(loaded.probe.note ?? 'Another engine took over.');
  const { probe, id, milliseconds } = loaded;
  console.log(
    `${id} on ${probe.device ?? 'a GPU'}, ${probe.compute ?? ''}, loaded in ${(milliseconds / 1000).toFixed(1)} s`,
  );
  return id;
}

async function draft({ page }: AppSession, findings: string): Promise<Answered> {
  const start = performance.now();
  const answer = await page.evaluate(async (text) => {
    const harness = window.readroomHarness;
    if (harness === undefined) throw new Error('no harness');
    return { prompt: await harness.promptTokens(text), draft: await harness.draft(text) };
  }, findings);
  return { ...answer, seconds: (performance.now() - start) / 1000 };
}

const ManifestSchema = v.object({ generation: v.object({ maxNewTokens: v.number() }) });
const ChatConfigSchema = v.object({ conv_template: v.object({ stop_token_ids: v.array(v.number()) }) });

function generationLimits(folder: string): Omit<GreedyRequest, 'prompt'> {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { generation } = v.parse(ManifestSchema, read('manifest.json'));
  const { conv_template: conversation } = v.parse(ChatConfigSchema, read('mlc-chat-config.json'));
  return { maxNewTokens: generation.maxNewTokens, stop: conversation.stop_token_ids };
}
