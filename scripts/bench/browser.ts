import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { openAppSession } from '../browser/app-session.ts';
import type { BenchRow, BenchSection } from './section.ts';

/** Two sentences, and the same with one more: what a pause in typing leads to. Written for this bench. */
const FINDINGS =
  'The heart is mildly enlarged. There is a small left pleural effusion with adjacent basal atelectasis.';
const ONE_MORE = `${FINDINGS} No pneumothorax is seen.`;
/** A report long enough for the prefill speed to mean something. */
const LONG = Array.from({ length: 12 }, () => ONE_MORE).join(' ');

const DRAFTS_PER_FIGURE = 3;

export interface BrowserBench {
  readonly section: BenchSection;
  readonly browserVersion: string;
}

/** Install, load and drafting in the built app, for one thread and for more, side by side in one run. */
export async function runBrowserBench(): Promise<BrowserBench> {
  const session = await openAppSession();
  try {
    const rows: BenchRow[] = [...(await benchInstall(session.page))];
    const most = Math.max(1, cpus().length);
    for (const threads of [...new Set([1, Math.min(2, most), most])]) {
      rows.push(...(await benchDrafting(session.page, threads)));
    }
    const browserVersion = session.context.browser()?.version() ?? (await versionOf(session.page));
    return { section: { name: 'browser', rows }, browserVersion };
  } finally {
    await session.close();
  }
}

async function benchInstall(page: Page): Promise<BenchRow[]> {
  const done = await page.evaluate(() => window.readroomHarness?.install());
  if (done === undefined) throw new Error('The harness page is gone.');
  const megabytes = done.totalBytes / 1e6;
  return [
    {
      name: 'install',
      value: megabytes / (done.milliseconds / 1000),
      unit: 'MB/s',
      note: `${done.id}, ${megabytes.toFixed(0)} MB from this machine's own server, hashed and stored`,
    },
  ];
}

async function benchDrafting(page: Page, threads: number): Promise<BenchRow[]> {
  const load = await page.evaluate((count) => window.readroomHarness?.load({ threads: count }), threads);
  if (load === undefined) throw new Error('The harness page is gone.');
  const label = `${load.threads ?? threads} thread${load.threads === 1 ? '' : 's'}`;
  const rows: BenchRow[] = [{ name: `load, ${label}`, value: load.milliseconds / 1000, unit: 's' }];
  const cold = await draft(page, FINDINGS);
  rows.push({
    name: `first token, cold, ${label}`,
    value: cold.usage.timeToFirstTokenMs,
    unit: 'ms',
    note: `${cold.usage.prefilled} tokens prefilled`,
  });
  const warm = await draft(page, ONE_MORE);
  rows.push({
    name: `first token after one more sentence, ${label}`,
    value: warm.usage.timeToFirstTokenMs,
    unit: 'ms',
    note: `${warm.usage.reused} tokens reused, ${warm.usage.prefilled} prefilled`,
  });
  const long = await draft(page, LONG);
  rows.push({
    name: `prefill, ${label}`,
    value: long.usage.prefilled / (long.usage.prefillMs / 1000),
    unit: 'tokens/s',
    note: `${long.usage.prefilled} tokens`,
  });
  let decoded = 0;
  let milliseconds = 0;
  for (let i = 0; i < DRAFTS_PER_FIGURE; i++) {
    const { usage } = await draft(page, i % 2 === 0 ? FINDINGS : ONE_MORE);
    decoded += usage.decoded;
    milliseconds += usage.decodeMs;
  }
  rows.push({ name: `decode, ${label}`, value: decoded / (milliseconds / 1000), unit: 'tokens/s' });
  return rows;
}

async function draft(
  page: Page,
  findings: string,
): Promise<Awaited<ReturnType<NonNullable<Window['readroomHarness']>['draft']>>> {
  const result = await page.evaluate((text) => window.readroomHarness?.draft(text), findings);
  if (result === undefined) throw new Error('The harness page is gone.');
  return result;
}

async function versionOf(page: Page): Promise<string> {
  return /Chrome\/([\d.]+)/.exec(await page.evaluate(() => navigator.userAgent))?.[1] ?? 'unknown';
}
