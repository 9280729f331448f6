import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as prettier from 'prettier';
import { ROOT } from '../../scripts/serve/folders.ts';
import type { LossMoment } from '../../src/platform/engine/webllm/loss-injection.ts';
import { openHarness } from '../support/journey.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';
import { draft, loseDevice, reload } from './support/calls.ts';
import { expect, loadOnGpu, test } from './support/gpu-journey.ts';

const MODEL = 'tiny-llama-q8f16_1';
/** Its draft is longer than 32 tokens. */
const FINDINGS = 'The lungs are clear.';
/** Drafted when the device is lost: nothing of the last draft is left for it to propose, so every token is a step. */
const OTHER_FINDINGS = 'No acute osseous abnormality.';

// A lost device is told on the console, by Chromium and by the runtime.
test.use({ expectedTrouble: /lost|destroyed|dropped|GPU|device/i });

const load = (page: Page): Promise<void> => reload(page, MODEL);

interface Outcome {
  readonly moment: string;
  /** What became of the draft, or of the load, that the loss hit. */
  readonly told: string;
  /** From the loss being told (a load: from its end) to the end of the next draft. */
  readonly recoveredMs: number;
  readonly sameDraft: boolean;
  /** That wrote the next draft. */
  readonly engine: string;
}

/** Loses the device at a moment, and then asks for the same draft again. */
async function loseAt(page: Page, moment: LossMoment, wanted: string): Promise<Outcome> {
  await loseDevice(page, moment);
  let told = 'nothing';
  if (moment.at === 'upload') await load(page);
  else told = await codeOf(draft(page, OTHER_FINDINGS));
  const start = performance.now();
  const again = await draft(page, FINDINGS);
  return {
    moment: nameOf(moment),
    told,
    recoveredMs: performance.now() - start,
    sameDraft: again.text === wanted,
    engine: again.engine,
  };
}

/** What a draft was told; one that begins before the loss of an idle device is noticed may be told of it or not. */
function codeOf(running: Promise<unknown>): Promise<string> {
  return running.then(
    () => 'nothing',
    (error: unknown) => /engine\/[a-z-]+/.exec(String(error))?.[0] ?? String(error),
  );
}

function nameOf(moment: LossMoment): string {
  if (moment.at === 'now') return 'idle';
  if (moment.at === 'upload') return `upload, after ${moment.afterBytes} bytes`;
  return moment.at === 'prefill' ? 'prefill' : `decode step ${moment.token}`;
}

function expectRecovered(outcome: Outcome, moment: LossMoment): void {
  expect(outcome.engine, outcome.moment).toBe('webgpu');
  expect(outcome.sameDraft, outcome.moment).toBe(true);
  const hit = moment.at === 'prefill' || moment.at === 'decode';
  if (hit) expect(outcome.told, outcome.moment).toBe('engine/device-lost');
}

const UPLOAD: LossMoment = { at: 'upload', afterBytes: 40_000 };

test('a device lost during the upload costs time only, and three later ones are told and recovered from', async ({
  page,
}) => {
  await openHarness(page);
  await page.evaluate((id) => window.readroomHarness?.install({ id }), MODEL);
  await loseDevice(page, UPLOAD);
  await load(page);
  const { text, usage } = await draft(page, FINDINGS);
  expect(usage.decoded).toBeGreaterThan(32);

  await load(page);
  for (const moment of [
    { at: 'prefill' },
    { at: 'decode', token: 17 },
    { at: 'now' },
  ] satisfies LossMoment[]) {
    expectRecovered(await loseAt(page, moment, text), moment);
  }
  // A card that fails a fourth time is not tried again.
  await loseDevice(page, { at: 'now' });
  expect(['nothing', 'engine/device-lost']).toContain(await codeOf(draft(page, OTHER_FINDINGS)));
  expect((await draft(page, FINDINGS)).engine).toBe('cpu');
});

test('@full every moment of a loss, as a table', async ({ page }) => {
  test.setTimeout(3_600_000);
  await loadOnGpu(page, MODEL);
  const { text } = await draft(page, FINDINGS);
  const decode = Array.from({ length: 32 }, (_, index) => ({ at: 'decode' as const, token: index + 1 }));
  const uploads = [0, 40_000, 100_000].map((afterBytes) => ({ at: 'upload' as const, afterBytes }));
  const rows: Outcome[] = [];
  const moments = [...uploads, { at: 'prefill' as const }, ...decode, { at: 'now' as const }];
  for (const [index, moment] of moments.entries()) {
    // Anew, with all tries: a fourth loss within minutes would rightly end on the processor.
    if (index % 3 === 0) await load(page);
    const outcome = await loseAt(page, moment, text);
    rows.push(outcome);
    console.log(JSON.stringify(outcome));
    expectRecovered(outcome, moment);
  }
  await writeTable(rows);
});

test('when the graphics process dies in mid-draft, the findings stand and the draft is marked incomplete', async ({
  page,
  context,
}) => {
  await openHarness(page);
  await page.evaluate((id) => window.readroomHarness?.install({ id }), MODEL);
  const workspace = new WorkspacePage(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Drafts run on').selectOption('webgpu');
  await page.keyboard.press('Escape');
  await expect(workspace.status).toContainText('Graphics card');

  // The whole GPU process goes, as when a driver crashes; at the first words, for a quick computer has soon written all.
  const browser = await context.newCDPSession(page);
  await page.exposeFunction('crashGpu', () => browser.send('Browser.crashGpuProcess'));
  await page.evaluate(() => {
    const watcher = new MutationObserver(() => {
      if (document.querySelector('#impression[data-standing="streaming"]') === null) return;
      watcher.disconnect();
      void (window as unknown as { crashGpu(): Promise<void> }).crashGpu();
    });
    watcher.observe(document.body, { subtree: true, attributeFilter: ['data-standing'] });
  });
  await workspace.findings.fill(FINDINGS);

  const alert = page.getByRole('alert');
  await expect(alert).toContainText('engine/device-lost');
  await expect(workspace.impressionPane.getByText('Model draft, incomplete')).toBeVisible();
  await expect(workspace.findings).toHaveValue(FINDINGS);
  const partial = (await workspace.impression.inputValue()).trim();
  expect(partial).not.toBe('');

  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toBeHidden();
  // Greedy: the same words as before, and on from where they broke off.
  await expect(workspace.status).toContainText(/\d+ decoded/);
  await expect(workspace.impression).not.toHaveValue(partial);
  expect((await workspace.impression.inputValue()).startsWith(partial)).toBe(true);
  await expect(workspace.findings).toHaveValue(FINDINGS);
});

/** The table that docs/quality shows; written by the full run only. */
async function writeTable(rows: readonly Outcome[]): Promise<void> {
  const lines = rows.map(
    ({ moment, told, recoveredMs, sameDraft }) =>
      `| ${moment} | ${told} | ${(recoveredMs / 1000).toFixed(1)} s | ${sameDraft ? 'the same' : 'DIFFERENT'} |`,
  );
  const text = [
    '# GPU device lost, moment by moment',
    '',
    'Written by `npm run test:webgpu:full`: the tiny test model on the software adapter, in Chromium. The device is destroyed at the moment of each row; then a draft is asked for again. A load whose upload is hit begins anew by itself: the time of these rows is that of the draft after it.',
    '',
    '| lost at | what the draft under way was told | next draft done after | its text |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
  const path = join(ROOT, 'docs', 'quality', 'device-loss.md');
  mkdirSync(join(ROOT, 'docs', 'quality'), { recursive: true });
  const options = await prettier.resolveConfig(path);
  writeFileSync(path, await prettier.format(text, { ...options, parser: 'markdown' }));
}
