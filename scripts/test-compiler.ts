import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCompileCommand } from './compile-model/command.ts';
import { compileLibrary } from './compile-model/compile-library.ts';
import { compilerPython } from './compile-model/compiler-python.ts';
import { ensureEmscripten } from './compile-model/ensure-emscripten.ts';
import { COMPILER_FOLDER } from './compile-model/paths.ts';
import { PROOF_LIBRARIES } from './prove/proof-libraries.ts';
import { runPythonTests } from './python/tests.ts';
import { ROOT } from './serve/folders.ts';

/**
 * Shapes that take other ways through attention than the tiny model: heads of 32 with three queries to a key, and as the
 * large models have them, heads of 128, a key to every query and Llama 3's rope. The journeys run what is there.
 */
const UNTRIED = ['untried-llama', 'wide-heads-llama'];

/** The tiny libraries rebuilt and compared with the committed ones, and two libraries more. */
async function checkLibraries(): Promise<number> {
  const check = await runCompileCommand(['--check', 'test/tiny-llama']);
  if (check !== 0) return check;
  for (const name of UNTRIED) {
    const config = join(ROOT, 'model-configs/test', `${name}.json`);
    const request = { config, quantization: 'q4f32_1', compute: 'float32' } as const;
    await compileLibrary({ ...request, out: PROOF_LIBRARIES, onProgress: console.log });
  }
  return 0;
}

rmSync(PROOF_LIBRARIES, { recursive: true, force: true });
process.exitCode = await runPythonTests(
  {
    folder: COMPILER_FOLDER,
    report: 'compiler.xml',
    prepare: async () => {
      ensureEmscripten();
      return await compilerPython({ tests: true });
    },
  },
  checkLibraries,
);
