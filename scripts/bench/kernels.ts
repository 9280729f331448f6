import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelCase, KernelRun } from './kernels/kernel-case.ts';
import { emitKernels } from './kernels/emit-kernels.ts';
import { openSoftwareGpuPage } from './kernels/software-gpu-page.ts';
import type { BenchRow, BenchSection } from './section.ts';

const REPEATS = 5;
/** Sums of up to 1,536 float32 products, added in another order than NumPy's float64. */
const MOST_RELATIVE_ERROR = 1e-5;
const COPIED_BYTES = 64 * 1024 * 1024;
const COPIES = 9;

export interface KernelBench {
  readonly section: BenchSection;
  readonly browserVersion: string;
}

/**
 * Every kernel of the default model on the software adapter, with our schedules and with dlight's side by side, and
 * what this machine's memory could do. Throws where a kernel's answer is wrong: a wrong kernel has no speed.
 */
export async function runKernelBench(only = ''): Promise<KernelBench> {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-kernels-'));
  try {
    const cases = await emitKernels(folder, 'timing', only);
    const gpu = await openSoftwareGpuPage(folder);
    try {
      const rows: BenchRow[] = [copyRow()];
      for (const kernelCase of cases) {
        rows.push(kernelRow(kernelCase, await gpu.run(kernelCase, REPEATS)));
      }
      return { section: { name: 'kernels', rows }, browserVersion: gpu.browserVersion };
    } finally {
      await gpu.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kernelRow(kernelCase: KernelCase, { medianMs, relativeError }: KernelRun): BenchRow {
  const label = `${kernelCase.name}, ${kernelCase.schedule}`;
  if (relativeError > MOST_RELATIVE_ERROR) {
    throw new Error(`${label}: the result is off by ${relativeError.toExponential(1)}.`);
  }
  const megabytes = kernelCase.movedBytes / 1e6;
  return {
    name: label,
    value: medianMs,
    unit: 'ms',
    note: `moves ${megabytes.toFixed(3)} MB: ${(megabytes / medianMs).toFixed(3)} GB/s`,
  };
}

/** How fast one core copies memory here: the limit that a kernel bound by memory could come near. */
function copyRow(): BenchRow {
  const from = Buffer.alloc(COPIED_BYTES, 1);
  const to = Buffer.alloc(COPIED_BYTES);
  const times = Array.from({ length: COPIES }, () => {
    const start = performance.now();
    from.copy(to);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const medianMs = times[COPIES >> 1] ?? Number.NaN;
  return {
    name: 'memory copied by one core',
    value: (2 * COPIED_BYTES) / 1e6 / medianMs,
    unit: 'GB/s',
    note: 'bytes read and bytes written',
  };
}
