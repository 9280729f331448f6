import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LlamaArchitecture } from '../../src/domain/model/architecture.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { LLAMA_2_7B, SPEED_SHAPE, writeCheckpoint } from './checkpoints.ts';
import type { PipelineRun } from './pipeline-run.ts';
import { pythonWithNumpy } from './python-with-numpy.ts';
import type { BenchRow, BenchSection } from './section.ts';

const execute = promisify(execFile);
const RUN = fileURLToPath(new URL('pipeline-run.ts', import.meta.url));
const REFERENCE = fileURLToPath(new URL('pipeline_reference.py', import.meta.url));
const MEGABYTE = 1e6;
const MEBIBYTE = 2 ** 20;

export interface PipelineBenchOptions {
  /** Adds the Llama-2-7B-shaped build: some minutes. */
  readonly sevenB?: boolean;
}

/**
 * Speed and memory of merge and quantize on a synthetic float16 checkpoint with a rank-8 LoRA on every linear
 * layer, numpy doing the same beside it, and with `sevenB` a 13.5 GB checkpoint's peak memory. Speeds are bytes of
 * float16 input per second of processor time, all threads counted: per core, whatever else the machine does.
 */
export async function runPipelineBench({ sevenB = false }: PipelineBenchOptions = {}): Promise<BenchSection> {
  const rows: BenchRow[] = [];
  await withCheckpoint(SPEED_SHAPE, 2, false, async (folder) => {
    const python = await pythonWithNumpy();
    for (const [quantization, bits] of [
      ['q4f16_1', 4],
      ['q8f16_1', 8],
    ] as const) {
      const run = await runBuild(folder, SPEED_SHAPE, quantization);
      rows.push(...speedRows(quantization, run));
      rows.push(await referenceRow(python, folder, quantization, bits));
    }
  });
  if (sevenB) {
    await withCheckpoint(LLAMA_2_7B, 6, true, async (folder) => {
      rows.push(...largeRows(await runBuild(folder, LLAMA_2_7B, 'q4f16_1')));
    });
  }
  return { name: 'pipeline', rows };
}

function speedRows(quantization: string, run: PipelineRun): BenchRow[] {
  const input = run.inputBytes / MEGABYTE;
  return [
    {
      name: `${quantization}: merge and quantize`,
      value: input / run.convertCpuSeconds,
      unit: 'MB/s of f16 per core',
      note: 'with reading and hashing the output; target 100',
    },
    {
      name: `${quantization}: whole build`,
      value: input / run.wholeCpuSeconds,
      unit: 'MB/s of f16 per core',
      note: 'with hashing the inputs first',
    },
    {
      name: `${quantization}: whole build, by the clock`,
      value: input / run.wholeSeconds,
      unit: 'MB/s of f16',
    },
    { name: `${quantization}: peak memory`, value: run.peakRssBytes / MEBIBYTE, unit: 'MiB resident' },
  ];
}

function largeRows(run: PipelineRun): BenchRow[] {
  const gigabytes = (run.inputBytes / 1e9).toFixed(1);
  return [
    {
      name: 'Llama-2-7B shape, q4f16_1: peak memory',
      value: run.peakRssBytes / MEBIBYTE,
      unit: 'MiB resident',
      note: `${gigabytes} GB of f16 in 6 sparse files; limit 1536`,
    },
    { name: 'Llama-2-7B shape, q4f16_1: whole build', value: run.wholeSeconds, unit: 's' },
    {
      name: 'Llama-2-7B shape, q4f16_1: merge and quantize',
      value: run.inputBytes / MEGABYTE / run.convertCpuSeconds,
      unit: 'MB/s of f16 per core',
      note: 'zeros plus the LoRA, so merged weights are not zero; embeddings are',
    },
  ];
}

async function referenceRow(
  python: string | null,
  folder: string,
  name: string,
  bits: number,
): Promise<BenchRow> {
  const row = { name: `${name}: numpy, the same work`, unit: 'MB/s of f16 per core' };
  if (python === null)
    return { ...row, value: 0, note: 'not run: no Python with numpy, and none could be made' };
  const { stdout } = await execute(python, [REFERENCE, folder, String(bits)]);
  const { inputBytes, cpuSeconds } = JSON.parse(stdout) as { inputBytes: number; cpuSeconds: number };
  return { ...row, value: inputBytes / MEGABYTE / cpuSeconds, note: 'one thread, whole tensors in memory' };
}

/** A process of its own, so that its peak memory is the build's. */
async function runBuild(
  folder: string,
  shape: LlamaArchitecture,
  quantization: Quantization,
): Promise<PipelineRun> {
  const args = [...process.execArgv, RUN, folder, quantization, JSON.stringify(shape)];
  const { stdout } = await execute(process.execPath, args);
  return JSON.parse(stdout) as PipelineRun;
}

async function withCheckpoint(
  shape: LlamaArchitecture,
  files: number,
  sparse: boolean,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-bench-'));
  try {
    writeCheckpoint(folder, shape, files, sparse);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
