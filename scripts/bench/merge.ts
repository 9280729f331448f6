import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { openAppSession } from '../browser/app-session.ts';
import { mergeShapes, type MergeShape } from './merge-shapes.ts';
import { watchRenderers } from './process-memory.ts';
import type { BenchRow, BenchSection } from './section.ts';

const execute = promisify(execFile);
const RUN = fileURLToPath(new URL('merge-run.ts', import.meta.url));
const MEGABYTE = 1e6;
const MEBIBYTE = 2 ** 20;

interface Inputs {
  readonly base: string;
  readonly adapter: string;
}

/** What one merge cost, in the browser or in Node. */
export interface MergeFigures {
  readonly seconds: number;
  /** Seconds in each phase, by the progress that it told. */
  readonly phases: Readonly<Record<string, number>>;
  readonly peakBytes: number | null;
  /** What the browser counts as in use by page and workers; in Chromium only. */
  readonly heapBytes?: number;
}

/**
 * Merging in Chromium from files on disk into IndexedDB, and by the same code in Node from the same files into a folder,
 * side by side in one run: both hash their inputs first, compute the known answer, and leave a whole model.
 */
export async function runMergeBench(options: { readonly sevenB: boolean }): Promise<BenchSection> {
  const rows: BenchRow[] = [];
  for (const shape of mergeShapes(options)) {
    const folder = mkdtempSync(join(tmpdir(), 'readroom-bench-merge-'));
    try {
      const inputs = shape.prepare(folder);
      const node = await mergeInNode(inputs, shape.quantization, join(folder, 'out'));
      const browser = await mergeInChromium(inputs, shape.quantization);
      rows.push(...rowsOf(shape, sizeOf(inputs.base), browser, node));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { name: 'merge', rows };
}

function rowsOf(shape: MergeShape, bytes: number, browser: MergeFigures, node: MergeFigures): BenchRow[] {
  const speed = ({ seconds }: MergeFigures): number => bytes / MEGABYTE / seconds;
  const label = `${shape.name}, ${shape.quantization}`;
  const row = (where: string, figures: MergeFigures): BenchRow[] => [
    { name: `${label}: ${where}`, value: figures.seconds, unit: 's', note: phasesOf(figures) },
    { name: `${label}: ${where}, speed`, value: speed(figures), unit: 'MB/s of input', note: shape.note },
    {
      name: `${label}: ${where}, peak memory`,
      value: figures.peakBytes === null ? Number.NaN : figures.peakBytes / MEBIBYTE,
      unit: 'MiB resident',
      note:
        where === 'Chromium'
          ? 'of the renderer: page, workers, and what is not collected yet'
          : 'of the process',
    },
  ];
  return [
    ...row('Chromium', browser),
    {
      name: `${label}: Chromium, peak heap`,
      value: (browser.heapBytes ?? Number.NaN) / MEBIBYTE,
      unit: 'MiB',
      note: 'page and all workers, buffers included, in a second run; bound 572 (600 MB)',
    },
    ...row('Node', node),
    {
      name: `${label}: Chromium's speed by Node's`,
      value: speed(browser) / speed(node),
      unit: '',
      note: 'target 0.5',
    },
  ];
}

const phasesOf = ({ phases }: MergeFigures): string =>
  Object.entries(phases)
    .map(([phase, seconds]) => `${phase} ${seconds.toFixed(1)} s`)
    .join(', ');

async function mergeInNode(inputs: Inputs, quantization: Quantization, out: string): Promise<MergeFigures> {
  const args = [...process.execArgv, RUN, inputs.base, inputs.adapter, quantization, out];
  const { stdout } = await execute(process.execPath, args);
  rmSync(out, { recursive: true, force: true });
  return JSON.parse(stdout) as MergeFigures;
}

/** Measured twice: by the clock undisturbed, and for the heap with collections forced by each look at it. */
async function mergeInChromium(inputs: Inputs, quantization: Quantization): Promise<MergeFigures> {
  const timed = await inSession([], inputs, (page) => mergeInPage(page, quantization));
  const eager = ['--enable-blink-features=ForceEagerMeasureMemory'];
  const watched = await inSession(eager, inputs, async (page) => {
    await page.evaluate(watchHeap);
    const figures = await mergeInPage(page, quantization);
    return { ...figures, heapBytes: await page.evaluate(() => window.heapPeakBytes ?? 0) };
  });
  return { ...timed, heapBytes: watched.heapBytes };
}

async function inSession<T extends object>(
  switches: readonly string[],
  inputs: Inputs,
  run: (page: Page) => Promise<T>,
): Promise<T & { readonly peakBytes: number | null }> {
  const session = await openAppSession({ switches });
  const memory = watchRenderers(session.profile);
  try {
    await session.page.getByLabel('Base files').setInputFiles(filesOf(inputs.base));
    await session.page.getByLabel('Adapter files').setInputFiles(filesOf(inputs.adapter));
    return { ...(await run(session.page)), peakBytes: memory.peakBytes() };
  } finally {
    memory.stop();
    await session.close();
  }
}

declare global {
  interface Window {
    heapPeakBytes?: number;
  }
  interface Performance {
    measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
  }
}

/** Runs in the page: looks at the memory of page and workers, buffers included, again and again. */
function watchHeap(): void {
  const look = async (): Promise<void> => {
    const { bytes } = (await performance.measureUserAgentSpecificMemory?.()) ?? { bytes: 0 };
    window.heapPeakBytes = Math.max(window.heapPeakBytes ?? 0, bytes);
    setTimeout(() => void look(), 300);
  };
  void look();
}

function mergeInPage(page: Page, quantization: Quantization): Promise<Omit<MergeFigures, 'peakBytes'>> {
  return page.evaluate(async (wanted) => {
    const harness = window.readroomHarness;
    if (harness === undefined) throw new Error('The harness page is gone.');
    const { base, adapter } = harness.chosen();
    const { suggestion, problems } = await harness.jobs.inspectMerge(base, adapter);
    if (suggestion === null)
      throw new Error(problems.map(({ error }) => `${error.code} ${error.detail}`).join(', '));
    const phases: Record<string, number> = {};
    const start = performance.now();
    let phase = 'start';
    let since = start;
    const enter = (next: string): void => {
      const now = performance.now();
      phases[phase] = (phases[phase] ?? 0) + (now - since) / 1000;
      [phase, since] = [next, now];
    };
    await harness.jobs.merge(
      { config: suggestion, quantization: wanted, base, adapter, installedBy: 'bench' },
      {
        onProgress: (progress) => {
          if (progress.phase !== phase) enter(progress.phase);
        },
      },
    ).result;
    enter('end');
    return { seconds: (performance.now() - start) / 1000, phases };
  }, quantization);
}

const filesOf = (path: string): string[] =>
  statSync(path).isFile() ? [path] : readdirSync(path).map((name) => join(path, name));

const sizeOf = (path: string): number => filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0);
