import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { sandboxArguments, softwareWebGpuArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';
import { REPOSITORY } from '../../scripts/serve/folders.ts';
import { startServer } from '../../scripts/serve/static-server.ts';
import { openHarness } from '../support/journey.ts';
import { loadWithFlips, randomFlips, type Flip, type FlipOutcome } from './support/flip-bits.ts';
import { expect, test } from './support/library-journey.ts';
import { writeQualityTable } from './support/quality-page.ts';

const TINY = 'tiny-llama-q8f16_1';
const DEFAULT = 'smollm2-135m-radiology-q8f16_1';
const SEED = Number(process.env['READROOM_SEED'] ?? 4);

interface Shard {
  readonly path: string;
  readonly bytes: number;
}

interface Flips {
  readonly engine: 'cpu' | 'webgpu';
  readonly model: string;
  /** Which bits of the model's shards, one at a time. */
  readonly choose: (shards: readonly Shard[]) => readonly Flip[];
}

const anywhere =
  (count: number): Flips['choose'] =>
  (shards) =>
    randomFlips(shards, count, SEED);

/** Of every shard as many. */
const inEach =
  (count: number): Flips['choose'] =>
  (shards) =>
    shards.flatMap((shard, index) => randomFlips([shard], count, SEED + index));

const SHORT: readonly Flips[] = [
  { engine: 'cpu', model: TINY, choose: anywhere(10) },
  { engine: 'webgpu', model: TINY, choose: anywhere(5) },
  { engine: 'cpu', model: DEFAULT, choose: inEach(1) },
];

const FULL: readonly Flips[] = [
  { engine: 'cpu', model: TINY, choose: anywhere(500) },
  { engine: 'webgpu', model: TINY, choose: anywhere(500) },
  { engine: 'cpu', model: DEFAULT, choose: inEach(20) },
  { engine: 'webgpu', model: DEFAULT, choose: inEach(20) },
];

for (const [runs, tag] of [
  [SHORT, ''],
  [FULL, ' @full'],
] as const) {
  test(`one flipped bit in any shard is found when either engine loads the model${tag}`, async ({ site }) => {
    test.setTimeout(3_600_000);
    const rows: string[] = [];
    for (const run of runs) {
      const { shards, outcomes } = await test.step(`${run.model}, ${run.engine}`, () =>
        flipAndLoad(run, site.url));
      const found = outcomes.filter(({ code }) => code !== null).length;
      const engine = run.engine === 'cpu' ? 'CPU' : 'WebGPU';
      rows.push(
        `| ${run.model} | ${shards} | ${engine} | ${outcomes.length} | ${found} | \`model/shard-hash-mismatch\` |`,
      );
    }
    if (tag === '') return;
    const head =
      '| model | shards | engine that loads | bits flipped, one at a time | found at load | code |\n| --- | --- | --- | --- | --- | --- |';
    await writeQualityTable('flips', [`Seed ${SEED}.`, '', head, ...rows].join('\n'));
  });
}

async function flipAndLoad(
  { engine, model, choose }: Flips,
  tinySite: string,
): Promise<{ readonly shards: number; readonly outcomes: readonly FlipOutcome[] }> {
  const server = model === TINY ? null : await startServer({ ...REPOSITORY, port: 0, harness: true });
  try {
    return await inBrowser(async (page) => {
      await openHarness(page, server?.url ?? tinySite);
      const { files } = await page.evaluate(async (id) => {
        await window.readroomHarness?.install({ id });
        return (await window.readroomHarness?.models.get(id))?.manifest ?? { files: [] };
      }, model);
      const shards = files.filter(({ role }) => role === 'shard');
      expect(shards.length).toBeGreaterThan(model === TINY ? 0 : 2);
      const flips = choose(shards);
      const outcomes = await loadWithFlips(page, model, engine, flips);
      expect(outcomes).toHaveLength(flips.length);
      expect(outcomes.filter(({ code }) => code !== 'model/shard-hash-mismatch')).toEqual([]);
      // The same bytes, unharmed, load: what was found were the flips.
      const load = await page.evaluate(([id, kind]) => window.readroomHarness?.load({ id, engine: kind }), [
        model,
        engine,
      ] as const);
      expect(load).toMatchObject({ id: model, engine });
      return { shards: shards.length, outcomes };
    });
  } finally {
    await server?.close();
  }
}

/** A page with a graphics card imitated in software. */
async function inBrowser<T>(use: (page: Page) => Promise<T>): Promise<T> {
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
