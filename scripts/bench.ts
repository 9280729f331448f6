import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runBrowserBench } from './bench/browser.ts';
import { runFollowBench } from './bench/follow.ts';
import { runKernelBench } from './bench/kernels.ts';
import { runLoadBench } from './bench/load.ts';
import { describeMachine } from './bench/machine.ts';
import { runMergeBench } from './bench/merge.ts';
import { runPipelineBench } from './bench/pipeline.ts';
import { formatSection } from './bench/print-section.ts';
import { runRetrievalBench } from './bench/retrieval.ts';
import type { BenchSection } from './bench/section.ts';

const USAGE = `npm run bench [-- --json FILE] [--7b] [--only pipeline|browser|merge|load|follow|retrieval|kernels]

Measures the pipeline (speed, memory; --7b adds a Llama-2-7B-shaped checkpoint) and the built app in headless
Chromium (install, load, first token, decode speed), merging there beside Node (--7b: 13.5 GB into 4 GB of disk), how
fast an installed model is read, what following the typing saves on both engines, and how fast similar reports are found.
--only kernels compares our GPU kernels with TVM's default ones; it needs the compiler (npm run compile-model). Run it on a quiet machine: figures are wall-clock times.`;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    '7b': { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) console.log(USAGE);
else {
  try {
    await bench();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function bench(): Promise<void> {
  const machine = describeMachine();
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`,
  );
  const sections: BenchSection[] = [];
  let browser: string | null = null;
  const { only } = values;
  const known = ['pipeline', 'browser', 'merge', 'load', 'follow', 'retrieval', 'kernels'];
  if (only !== undefined && !known.includes(only)) throw new Error(USAGE);
  if (only === undefined || only === 'pipeline') {
    sections.push(await show(runPipelineBench({ sevenB: values['7b'] })));
  }
  if (only === undefined || only === 'browser') {
    const result = await runBrowserBench();
    browser = `Chromium ${result.browserVersion}`;
    console.log(`\n${browser}`);
    sections.push(await show(Promise.resolve(result.section)));
  }
  if (only === undefined || only === 'merge') {
    sections.push(await show(runMergeBench({ sevenB: values['7b'] })));
  }
  if (only === undefined || only === 'load') sections.push(await show(runLoadBench()));
  if (only === undefined || only === 'follow') {
    await runFollowBench((section) => {
      sections.push(section);
      console.log(`\n${formatSection(section)}`);
    });
  }
  if (only === undefined || only === 'retrieval') sections.push(await show(runRetrievalBench()));
  if (only === 'kernels') {
    const result = await runKernelBench();
    browser = `Chromium ${result.browserVersion}`;
    sections.push(await show(Promise.resolve(result.section)));
  }
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      `${JSON.stringify({ machine: { ...machine, browser }, sections }, null, 2)}\n`,
    );
    console.log(`\nwrote ${values.json}`);
  }
}

async function show(running: Promise<BenchSection>): Promise<BenchSection> {
  const section = await running;
  console.log(`\n${formatSection(section)}`);
  return section;
}
