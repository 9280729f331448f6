import { join } from 'node:path';
import type { ModelSink } from '../../src/domain/io/model-sink.ts';
import type { LlamaArchitecture } from '../../src/domain/model/architecture.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { tinyModelConfig } from '../../src/testing/generators/tiny-build.ts';
import { nodeHashing } from '../model/node-hashing.ts';
import { openPath } from '../model/node-file-set.ts';
import { withGivenAdapter } from '../model/given-adapter.ts';

/** What one build cost, printed as JSON by the child process that ran it. */
export interface PipelineRun {
  /** Bytes of float16 weights read. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Processor time of all threads while merging, quantizing, hashing and handing over shards, s. */
  readonly convertCpuSeconds: number;
  readonly convertSeconds: number;
  /** The same with hashing the inputs before it. */
  readonly wholeCpuSeconds: number;
  readonly wholeSeconds: number;
  readonly peakRssBytes: number;
}

/** Takes a model's files and keeps none, so that a large build needs no disk. The pipeline has hashed each already. */
function discardingSink(): ModelSink & { bytes: number } {
  return {
    bytes: 0,
    write(_path, bytes) {
      this.bytes += bytes.length;
      return Promise.resolve();
    },
    read: () => Promise.resolve(null),
    remove: () => Promise.resolve(),
  };
}

const [folder = '', quantization = '', shape = ''] = process.argv.slice(2);
const architecture = JSON.parse(shape) as LlamaArchitecture;
const sink = discardingSink();
const adapterPath = join(folder, 'adapter');
const plain = { ...tinyModelConfig(architecture, null), id: 'bench' };
const config = await withGivenAdapter(plain, adapterPath, new AbortController().signal);
const startedAt = performance.now();
const cpuAtStart = process.cpuUsage();
let convertStartedAt = startedAt;
let cpuAtConvert = cpuAtStart;
let inputBytes = 0;
await buildModel({
  config,
  quantization: quantization as Quantization,
  base: openPath(join(folder, 'base')),
  adapter: openPath(adapterPath),
  sink,
  hashing: nodeHashing,
  withKnownAnswer: false,
  onProgress: ({ phase, totalBytes }) => {
    if (phase === 'hash') {
      convertStartedAt = performance.now();
      cpuAtConvert = process.cpuUsage();
    } else if (phase === 'convert') inputBytes = totalBytes;
  },
});
const seconds = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1e6;
const run: PipelineRun = {
  inputBytes,
  outputBytes: sink.bytes,
  convertCpuSeconds: seconds(process.cpuUsage(cpuAtConvert)),
  convertSeconds: (performance.now() - convertStartedAt) / 1000,
  wholeCpuSeconds: seconds(process.cpuUsage(cpuAtStart)),
  wholeSeconds: (performance.now() - startedAt) / 1000,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(run));
