import { cpSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openHarness } from '../support/journey.ts';
import { chooseInputs, mergedModel, startMerge } from './support/kill-merge.ts';
import { holdShards } from './support/hold-shards.ts';
import { keptRows } from './support/kept-rows.ts';
import { expect, test } from './support/library-journey.ts';

const LAST_FILE = 'model-00002-of-00002.safetensors';

/** What pulling a stick out, or another program, does to a file that is being read. */
const HARMS: readonly { readonly name: string; readonly harm: (file: string) => void }[] = [
  { name: 'taken away', harm: (file) => renameSync(file, `${file}.away`) },
  { name: 'cut short', harm: (file) => truncateSync(file, 1_000_000) },
  { name: 'written anew', harm: (file) => writeFileSync(file, 'something else') },
];

for (const { name, harm } of HARMS) {
  test(`a file that is ${name} in the middle of a merge is said so, and nothing half made is listed`, async ({
    page,
    longMerge,
  }, testInfo) => {
    const inputs = { ...longMerge, base: testInfo.outputPath('base') };
    cpSync(longMerge.base, inputs.base, { recursive: true });
    await openHarness(page);
    await chooseInputs(page, inputs);
    const letGo = await holdShards(page, 1);
    const converting = reaches(page, 'convert');
    await startMerge(page, inputs.quantization);
    await converting;
    harm(join(inputs.base, LAST_FILE));
    await letGo();
    const failure = await mergedModel(page).then(
      () => 'merged',
      (error: unknown) => (error as Error).message,
    );
    expect(failure).toMatch(/format\/(unreadable|truncated)/);
    expect(await listed(page)).toEqual([]);
    rmSync(inputs.base, { recursive: true });
  });
}

test('a merge whose tab was closed goes on in another and ends with the same model', async ({
  page,
  context,
  longMerge: inputs,
  longMergeSha256,
}) => {
  await openHarness(page);
  await chooseInputs(page, inputs);
  await holdShards(page, 2);
  const converting = reaches(page, 'convert');
  await startMerge(page, inputs.quantization);
  await converting;
  const shards = async (): Promise<number> =>
    (await keptRows(page)).filter(({ path }) => path.startsWith('params_shard_')).length;
  await expect.poll(shards, { intervals: [50], timeout: 60_000 }).toBe(2);
  const other = await context.newPage();
  await page.close();

  await openHarness(other);
  expect(await listed(other)).toEqual([]);
  await chooseInputs(other, inputs);
  await startMerge(other, inputs.quantization);
  expect((await mergedModel(other)).manifestSha256).toBe(longMergeSha256);
  expect(await other.evaluate(() => window.mergeRun?.resumedBytes ?? 0)).toBeGreaterThan(0);
});

test('of two tabs that merge the same model one waits, and both end with it', async ({
  page,
  context,
  longMerge: inputs,
}) => {
  const second = await context.newPage();
  const phases: string[] = [];
  await second.exposeFunction('tellProgress', ({ phase }: { phase: string }) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  for (const tab of [page, second]) {
    await openHarness(tab);
    await chooseInputs(tab, inputs);
  }
  const letGo = await holdShards(page, 1);
  const converting = reaches(page, 'convert');
  await startMerge(page, inputs.quantization);
  await converting;
  await startMerge(second, inputs.quantization);
  await expect.poll(() => phases).toEqual(['waiting']);
  await letGo();
  const [first, waited] = [await mergedModel(page), await mergedModel(second)];
  expect(waited.manifestSha256).toBe(first.manifestSha256);
  expect(await listed(second)).toEqual([first.id]);
});

async function reaches(page: Page, wanted: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    page
      .exposeFunction('tellProgress', ({ phase }: { phase: string }) => {
        if (phase === wanted) resolve();
      })
      .catch(reject);
  });
}

async function listed(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () =>
    ((await window.readroomHarness?.models.list()) ?? []).map(({ manifest }) => manifest.id),
  );
}
