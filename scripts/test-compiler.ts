import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CompileError } from './compile-model/compile-error.ts';
import { runCompileCommand } from './compile-model/command.ts';
import { compileLibrary } from './compile-model/compile-library.ts';
import { compilerPython } from './compile-model/compiler-python.ts';
import { ensureEmscripten } from './compile-model/ensure-emscripten.ts';
import { PROOF_LIBRARIES } from './prove/proof-libraries.ts';
import { ROOT } from './serve/folders.ts';

/** What `npm test` reads the counts from. */
const REPORT = join(ROOT, '.cache', 'reports', 'compiler.xml');
/** For `npm test`: nothing was tested, and the reason is on the screen. */
const SKIPPED = 77;
/**
 * Shapes that take other ways through attention than the tiny model: heads of 32 with three queries to a key, and as the
 * large models have them, heads of 128, a key to every query and Llama 3's rope. The journeys run what is there.
 */
const UNTRIED = ['untried-llama', 'wide-heads-llama'];

/** The compiler's own tests, the tiny libraries rebuilt and compared with the committed ones, and two libraries more. */
async function testCompiler(): Promise<number> {
  rmSync(REPORT, { force: true });
  rmSync(PROOF_LIBRARIES, { recursive: true, force: true });
  let python: string;
  try {
    ensureEmscripten();
    python = await compilerPython({ tests: true });
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    console.log(error.message);
    // A build machine that cannot compile is broken; anyone else's need not compile anything.
    return process.env['CI'] === undefined ? SKIPPED : 1;
  }
  mkdirSync(dirname(REPORT), { recursive: true });
  const tests = await run(python, ['-m', 'pytest', '-q', `--junitxml=${REPORT}`], join(ROOT, 'compiler'));
  if (tests !== 0) return tests;
  const check = await runCompileCommand(['--check', 'test/tiny-llama']);
  if (check !== 0) return check;
  for (const name of UNTRIED) {
    const config = join(ROOT, 'model-configs/test', `${name}.json`);
    const request = { config, quantization: 'q4f32_1', compute: 'float32' } as const;
    await compileLibrary({ ...request, out: PROOF_LIBRARIES, onProgress: console.log });
  }
  return 0;
}

function run(program: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit' });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await testCompiler();
