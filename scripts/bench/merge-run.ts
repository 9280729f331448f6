import { basename } from 'node:path';
import { inspectMerge } from '../../src/pipeline/recognise/inspect-merge.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { folderSink } from '../model/folder-sink.ts';
import { nodeHashing } from '../model/node-hashing.ts';
import { openPath } from '../model/node-file-set.ts';
import type { MergeFigures } from './merge.ts';

/** A merge in a process of its own, so that its peak memory is the merge's; prints what it cost as JSON. */
const [basePath = '', adapterPath = '', quantization = '', out = ''] = process.argv.slice(2);
const base = openPath(basePath);
const adapter = openPath(adapterPath);
const { suggestion, problems } = await inspectMerge(
  { base, baseLabel: basename(basePath), adapter },
  nodeHashing,
);
if (suggestion === null) throw new Error(problems.map(({ error }) => error.code).join(', '));

const phases: Record<string, number> = {};
const start = performance.now();
let phase = 'start';
let since = start;
const enter = (next: string): void => {
  const now = performance.now();
  phases[phase] = (phases[phase] ?? 0) + (now - since) / 1000;
  [phase, since] = [next, now];
};
await buildModel({
  config: suggestion,
  quantization: quantization as Quantization,
  base,
  adapter,
  sink: folderSink(out),
  hashing: nodeHashing,
  onProgress: (progress) => {
    if (progress.phase !== phase) enter(progress.phase);
  },
});
enter('end');
const figures: MergeFigures = {
  seconds: (performance.now() - start) / 1000,
  phases,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(figures));
