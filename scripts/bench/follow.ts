import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { HarnessDraft, HarnessLoad, ReadroomHarness } from '../../src/app/harness/harness-api.ts';
import type { EngineKind } from '../../src/platform/engine/engine-port.ts';
import { openAppSession, openGpuSession, type AppSession } from '../browser/app-session.ts';
import { buildTinyModels } from '../prove/tiny-models.ts';
import { REPOSITORY } from '../serve/folders.ts';
import { findingsOf } from './follow-findings.ts';
import type { BenchRow, BenchSection } from './section.ts';

/** Tokens of findings before a sentence is added. */
const FINDINGS_TOKENS = 120;

/**
 * What following the typing saves: an engine that has drafted before against the same engine after a fresh load, on the
 * same findings. The tiny test model runs on both engines; the default model on the CPU, and on the GPU where this
 * machine has one (in software it takes seconds per token).
 */
export async function runFollowBench(onSection: (section: BenchSection) => void): Promise<void> {
  const models = mkdtempSync(join(tmpdir(), 'readroom-bench-tiny-'));
  try {
    await buildTinyModels(models);
    const hardware = await withSession(openGpuSession({ folders: { models } }), async (page) => {
      const { gpu } = await harness(page, (h) => h.probe());
      for (const kind of ['cpu', 'webgpu'] as const) onSection(await benchEngine(page, kind));
      return gpu?.software === false;
    });
    if (!existsSync(join(REPOSITORY.models, 'catalog.json'))) return;
    await withSession(hardware ? openGpuSession() : openAppSession(), async (page) => {
      for (const kind of hardware ? (['cpu', 'webgpu'] as const) : (['cpu'] as const)) {
        onSection(await benchEngine(page, kind));
      }
    });
  } finally {
    rmSync(models, { recursive: true, force: true });
  }
}

async function withSession<T>(opening: Promise<AppSession>, work: (page: Page) => Promise<T>): Promise<T> {
  const session = await opening;
  try {
    await harness(session.page, (h) => h.install());
    return await work(session.page);
  } finally {
    await session.close();
  }
}

async function benchEngine(page: Page, engine: EngineKind): Promise<BenchSection> {
  const load = (): Promise<HarnessLoad> => harness(page, (h, kind) => h.load({ engine: kind }), engine);
  const draft = (text: string): Promise<HarnessDraft> =>
    harness(page, (h, findings) => h.draft(findings), text);
  const count = (text: string): Promise<number> =>
    harness(page, async (h, findings) => (await h.promptTokens(findings)).length, text);

  const first = await load();
  const text = await findingsOf(FINDINGS_TOKENS, count);
  const cold = await draft(text.base);
  const steps: readonly (readonly [string, string])[] = [
    ['a sentence more', text.appended],
    ['deleted in the middle', text.deleted],
    ['unchanged', text.deleted],
  ];
  const followed: (readonly [string, string, HarnessDraft])[] = [];
  for (const [name, findings] of steps) followed.push([name, findings, await draft(findings)]);

  const rows: BenchRow[] = [
    { name: 'load', value: first.milliseconds, unit: 'ms' },
    { name: 'cold', value: cold.milliseconds, unit: 'ms', note: describe(cold) },
  ];
  for (const [name, findings, warm] of followed) {
    await load();
    const again = await draft(findings);
    const words = again.text === warm.text ? 'same words' : 'other words';
    rows.push({ name, value: warm.milliseconds, unit: 'ms', note: describe(warm) });
    rows.push({
      name: `${name}, cold`,
      value: again.milliseconds,
      unit: 'ms',
      note: `${describe(again)}; ${words}`,
    });
  }
  return { name: sectionName(first), rows };
}

function sectionName({ id, engine, threads, probe }: HarnessLoad): string {
  const where =
    engine === 'cpu'
      ? `CPU, ${threads ?? 1} threads`
      : `WebGPU in ${probe.compute ?? '?'} on ${probe.device ?? 'an unnamed adapter'}`;
  return `following the typing: ${id}, ${where}`;
}

function describe({ usage }: HarnessDraft): string {
  const { reused, prefilled, proposed, verified, decoded, timeToFirstTokenMs } = usage;
  return [
    `first token ${Math.round(timeToFirstTokenMs)} ms`,
    `${reused} reused, ${prefilled} prefilled, ${verified} of ${proposed} verified, ${decoded} decoded`,
  ].join('; ');
}

/** Calls the page's harness. The function goes to the page as its source: it sees its arguments only. */
async function harness<T, A = undefined>(
  page: Page,
  call: (harness: ReadroomHarness, argument: A) => Promise<T>,
  argument?: A,
): Promise<T> {
  const handle = await page.evaluateHandle(() => {
    if (window.readroomHarness === undefined) throw new Error('The harness page is gone.');
    return window.readroomHarness;
  });
  return handle.evaluate(call as never, argument);
}
