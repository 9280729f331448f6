import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { sandboxArguments, softwareWebGpuArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';
import { openHarness } from '../support/journey.ts';
import { loadWithFlips, randomFlips, type FlipOutcome } from './support/flip-bits.ts';
import { expect, test } from './support/library-journey.ts';
import { writeQualityTable } from './support/quality-page.ts';

const MODEL = 'tiny-llama-q8f16_1';
const SEED = Number(process.env['READROOM_SEED'] ?? 4);

for (const [cpuFlips, gpuFlips, tag] of [
  [15, 5, ''],
  [500, 500, ' @full'],
] as const) {
  test(`one flipped bit anywhere in the shards is found when either engine loads the model, ${cpuFlips + gpuFlips} times${tag}`, async ({
    page,
    site,
  }) => {
    test.setTimeout(1_800_000);
    const onCpu = await flipAndLoad(page, '', 'cpu', cpuFlips);
    const onGpu = await withGpu((gpuPage) => flipAndLoad(gpuPage, site.url, 'webgpu', gpuFlips));
    if (tag === '') return;
    const row = (engine: string, outcomes: readonly FlipOutcome[]): string =>
      `| ${engine} | ${outcomes.length} | ${outcomes.filter(({ code }) => code !== null).length} | \`model/shard-hash-mismatch\` |`;
    const head =
      '| engine that loads | bits flipped, one at a time | found at load | code |\n| --- | --- | --- | --- |';
    const rows = [row('CPU', onCpu), row('WebGPU', onGpu)];
    writeQualityTable('flips', [`Seed ${SEED}, model ${MODEL}.`, '', head, ...rows].join('\n'));
  });
}

async function flipAndLoad(
  page: Page,
  origin: string,
  engine: 'cpu' | 'webgpu',
  count: number,
): Promise<readonly FlipOutcome[]> {
  await openHarness(page, origin);
  const { files } = await page.evaluate(async (id) => {
    await window.readroomHarness?.install({ id });
    return (await window.readroomHarness?.models.get(id))?.manifest ?? { files: [] };
  }, MODEL);
  const shards = files.filter(({ role }) => role === 'shard');
  expect(shards.length).toBeGreaterThan(0);
  const outcomes = await loadWithFlips(page, MODEL, engine, randomFlips(shards, count, SEED));
  expect(outcomes).toHaveLength(count);
  expect(outcomes.filter(({ code }) => code !== 'model/shard-hash-mismatch')).toEqual([]);
  // The same bytes, unharmed, load: what was found were the flips.
  const load = await page.evaluate(([id, kind]) => window.readroomHarness?.load({ id, engine: kind }), [
    MODEL,
    engine,
  ] as const);
  expect(load).toMatchObject({ id: MODEL, engine });
  return outcomes;
}

/** A page with a graphics card imitated in software. */
async function withGpu<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'readroom-flips-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    args: [...softwareWebGpuArguments(), ...sandboxArguments()],
  });
  try {
    return await use(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
