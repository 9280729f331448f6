import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { QUIET_CHROMIUM, sandboxArguments } from '../browser/chromium-arguments.ts';
import { requireChromium } from '../browser/find-chromium.ts';
import type { RetrievalFigures } from './retrieval-run.ts';
import type { BenchSection } from './section.ts';

const RUN = fileURLToPath(new URL('retrieval-run.ts', import.meta.url));
/** More than most radiologists sign in a working life. */
const REPORTS = 100_000;

declare global {
  interface Window {
    retrieval?: { measureRetrieval(reports: number): RetrievalFigures };
  }
}

/** How fast Chromium finds the most similar of 100,000 made-up reports, and takes one in. */
export async function runRetrievalBench(): Promise<BenchSection> {
  const script = await bundle();
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...QUIET_CHROMIUM, ...sandboxArguments()],
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const figures = await page.evaluate((count) => window.retrieval?.measureRetrieval(count), REPORTS);
    if (figures === undefined) throw new Error('The retrieval script is gone.');
    return { name: 'retrieval', rows: rowsOf(figures) };
  } finally {
    await browser.close();
  }
}

function rowsOf({ reports, fillMs, queryMs, saveMs }: RetrievalFigures): BenchSection['rows'] {
  const count = `${reports.toLocaleString('en')} reports`;
  const slowest = (values: readonly number[]): string => `slowest ${Math.max(...values).toFixed(1)} ms`;
  return [
    { name: `${count}: filling the index`, value: fillMs / 1000, unit: 's' },
    {
      name: `${count}: one query`,
      value: median(queryMs),
      unit: 'ms',
      note: `${slowest(queryMs)}; target 20`,
    },
    {
      name: `${count}: one save and the next query`,
      value: median(saveMs),
      unit: 'ms',
      note: slowest(saveMs),
    },
  ];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The measured code as one script that needs no server. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: RUN, name: 'retrieval', formats: ['iife'] } },
  });
  const [output] = Array.isArray(built) ? built : [];
  const code = output?.output[0].code;
  if (code === undefined) throw new Error('The retrieval script could not be built.');
  return code;
}
