import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Job, JobProgress } from '../../../src/platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel } from '../../../src/platform/model-store/model-store-port.ts';
import type { Quantization } from '../../../src/domain/model/quantization.ts';
import { openHarness } from '../../support/journey.ts';
import { spawnBrowser, type SpawnedBrowser } from '../../support/spawn-browser.ts';

declare global {
  interface Window {
    /** The merge that `startMerge` began in this page. */
    mergeRun?: { resumedBytes: number; readonly startedAt: number; readonly job: Job<InstalledModel> };
    /** Where a test listens. */
    tellProgress?: (progress: JobProgress) => void;
  }
}

export interface MergeInputs {
  readonly base: string;
  readonly adapter: string;
  readonly quantization: Quantization;
}

export interface MergedModel {
  readonly id: string;
  readonly manifestSha256: string;
  readonly files: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

export interface KilledMerge {
  /** From the call of merge to SIGKILL. */
  readonly afterMs: number;
  /** What was last told before the kill; null when nothing was yet. */
  readonly progress: JobProgress | null;
  /** What the next start found: nothing, an unfinished model, or the whole one. */
  readonly found: 'nothing' | 'unfinished' | 'installed';
  readonly foundBytes: number;
  /** Bytes of finished shards that the second run took over, by its own progress. */
  readonly resumedBytes: number;
  readonly model: MergedModel;
  readonly damaged: readonly string[];
}

/** Merges in a browser that nobody disturbs, in a profile of its own. */
export async function mergeUndisturbed(url: string, inputs: MergeInputs): Promise<MergedModel> {
  return inFreshProfile(async (profile) => {
    const browser = await openAt(profile, url, inputs);
    try {
      await startMerge(browser.page, inputs.quantization);
      return await mergedModel(browser.page);
    } finally {
      await browser.kill();
    }
  });
}

/**
 * Kills the browser and all its processes (SIGKILL) so many milliseconds into a merge, starts it again on the same
 * profile, and asks for the same merge once more.
 */
export async function killAndResume(url: string, inputs: MergeInputs, afterMs: number): Promise<KilledMerge> {
  return inFreshProfile(async (profile) => {
    const told: { progress: JobProgress | null } = { progress: null };
    const first = await openAt(profile, url, inputs);
    try {
      await first.page.exposeFunction('tellProgress', (progress: JobProgress) => {
        told.progress = progress;
      });
      await startMerge(first.page, inputs.quantization);
      await sleep(afterMs);
    } finally {
      await first.kill();
    }
    const { progress } = told;

    const second = await openAt(profile, url, inputs);
    try {
      const { found, foundBytes } = await whatIsThere(second.page);
      await startMerge(second.page, inputs.quantization);
      const model = await mergedModel(second.page);
      const { resumedBytes, damaged } = await second.page.evaluate(async (id) => {
        const harness = window.readroomHarness;
        if (harness === undefined) throw new Error('no harness');
        const verification = await harness.jobs.verify(id).result;
        return { resumedBytes: window.mergeRun?.resumedBytes ?? 0, damaged: verification.damaged };
      }, model.id);
      return { afterMs, progress, found, foundBytes, resumedBytes, model, damaged };
    } finally {
      await second.kill();
    }
  });
}

async function openAt(profile: string, url: string, inputs: MergeInputs): Promise<SpawnedBrowser> {
  const browser = await spawnBrowser(profile);
  try {
    await openHarness(browser.page, url);
    await chooseInputs(browser.page, inputs);
    return browser;
  } catch (error) {
    await browser.kill();
    throw error;
  }
}

/** Fills the harness's inputs with the files of the two folders, or with one file. */
export async function chooseInputs(
  page: Page,
  { base, adapter }: Pick<MergeInputs, 'base'> & { readonly adapter: string | null },
): Promise<void> {
  await fill(page, 'Base files', filesIn(base));
  await fill(page, 'Adapter files', adapter === null ? [] : filesIn(adapter));
}

/** By the browser's own protocol: Playwright would copy large files through it to a browser that it did not start. */
async function fill(page: Page, label: string, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', {
    expression: `[...document.querySelectorAll('label')].find((l) => l.textContent.includes('${label}')).control`,
  });
  if (result.objectId === undefined) throw new Error(`no input ${label}`);
  await session.send('DOM.setFileInputFiles', { files, objectId: result.objectId });
  await session.detach();
}

const filesIn = (path: string): string[] =>
  path.endsWith('.gguf') ? [path] : readdirSync(path).map((name) => join(path, name));

/** Begins a merge of the chosen files with the suggested config, and returns at once. */
export async function startMerge(page: Page, quantization: Quantization): Promise<void> {
  await page.evaluate(async (wanted) => {
    const harness = window.readroomHarness;
    if (harness === undefined) throw new Error('no harness');
    const { base, adapter } = harness.chosen();
    const { suggestion, problems } = await harness.jobs.inspectMerge(base, adapter);
    if (suggestion === null) throw new Error(problems.map(({ error }) => error.code).join(', '));
    const run = { resumedBytes: 0, startedAt: performance.now() };
    const job = harness.jobs.merge(
      { config: suggestion, quantization: wanted, base, adapter, installedBy: 'A test' },
      {
        onProgress: (progress) => {
          if (progress.phase === 'resume') run.resumedBytes = progress.doneBytes;
          window.tellProgress?.(progress);
        },
      },
    );
    // The outcome is asked for later, or never, when this browser dies before.
    job.result.catch(() => undefined);
    window.mergeRun = Object.assign(run, { job });
  }, quantization);
}

/** Waits for the merge that `startMerge` began. */
export async function mergedModel(page: Page): Promise<MergedModel> {
  return page.evaluate(async () => {
    const run = window.mergeRun;
    if (run === undefined) throw new Error('no merge was begun');
    const { manifest, manifestSha256 } = await run.job.result;
    const files = Object.fromEntries(manifest.files.map(({ path, sha256 }) => [path, sha256]));
    return { id: manifest.id, manifestSha256, files, milliseconds: performance.now() - run.startedAt };
  });
}

async function whatIsThere(page: Page): Promise<Pick<KilledMerge, 'found' | 'foundBytes'>> {
  return page.evaluate(async () => {
    const models = window.readroomHarness?.models;
    if (models === undefined) throw new Error('no harness');
    const [installed] = await models.list();
    if (installed !== undefined) {
      return { found: 'installed' as const, foundBytes: installed.manifest.totalBytes };
    }
    const [unfinished] = await models.unfinished();
    return unfinished === undefined
      ? { found: 'nothing' as const, foundBytes: 0 }
      : { found: 'unfinished' as const, foundBytes: unfinished.presentBytes };
  });
}

async function inFreshProfile<T>(use: (profile: string) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'readroom-killed-'));
  try {
    return await use(profile);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
