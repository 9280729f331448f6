import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { compilerPython } from '../../compile-model/compiler-python.ts';
import { COMPILER_FOLDER } from '../../compile-model/paths.ts';
import { KernelCasesSchema, type KernelCase } from './kernel-case.ts';

const execute = promisify(execFile);
/** TVM warns on standard error about the wasm target, once a kernel. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Has the compiler write kernels, inputs and right answers into `folder`.
 * @param set `timing`: those of the default model, with dlight's beside ours; `shapes`: awkward shapes, ours only
 * @param only names that have this in them
 */
export async function emitKernels(
  folder: string,
  set: 'timing' | 'shapes',
  only = '',
): Promise<readonly KernelCase[]> {
  const python = await compilerPython();
  await execute(python, ['-m', 'bench.emit', '--out', folder, '--set', set, `--only=${only}`], {
    env: { ...process.env, PYTHONPATH: COMPILER_FOLDER, PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  const text = readFileSync(join(folder, 'cases.json'), 'utf8');
  return v.parse(KernelCasesSchema, JSON.parse(text)).cases;
}
