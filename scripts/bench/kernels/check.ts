import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitKernels } from './emit-kernels.ts';
import { openSoftwareGpuPage } from './software-gpu-page.ts';

/**
 * `tsx scripts/bench/kernels/check.ts [ONLY]`: compiles kernels of awkward shapes (or those with ONLY in their names), runs
 * them in Chromium on the software adapter and compares with NumPy.
 */
const MOST_RELATIVE_ERROR = 1e-5;

const folder = mkdtempSync(join(tmpdir(), 'readroom-kernels-'));
try {
  const cases = await emitKernels(folder, 'shapes', process.argv[2]);
  if (cases.length === 0) throw new Error('No kernel has that in its name.');
  const gpu = await openSoftwareGpuPage(folder);
  try {
    let most = 0;
    for (const kernelCase of cases) {
      const { relativeError } = await gpu.run(kernelCase, 0);
      most = Math.max(most, relativeError);
      if (relativeError <= MOST_RELATIVE_ERROR) continue;
      process.exitCode = 1;
      console.log(`${kernelCase.name}: off by ${relativeError.toExponential(1)}`);
    }
    console.log(`${cases.length} kernels run, largest relative difference ${most.toExponential(1)}`);
  } finally {
    await gpu.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
