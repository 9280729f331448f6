import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../serve/folders.ts';
import { ToolError } from './tool-error.ts';

/** For `npm test`: nothing was tested, and the reason is on the screen. */
const SKIPPED = 77;

interface PythonTests {
  /** Folder of pyproject.toml and the tests. */
  readonly folder: string;
  /** Name of pytest's report in .cache/reports/, from which `npm test` counts. */
  readonly report: string;
  /** Readies tools and resolves to the Python. */
  readonly prepare: () => Promise<string>;
}

/**
 * Runs the Python tests of a folder, then `more` when they pass; resolves to the exit code.
 * Where the tools cannot be had the code says that nothing was tested.
 */
export async function runPythonTests(
  { folder, report, prepare }: PythonTests,
  more: (python: string) => Promise<number> = () => Promise.resolve(0),
): Promise<number> {
  const path = join(ROOT, '.cache', 'reports', report);
  rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  let python: string;
  try {
    python = await prepare();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.log(error.message);
    // A build machine that cannot run them is broken; anyone else's need not.
    return process.env['CI'] === undefined ? SKIPPED : 1;
  }
  const tests = await run(python, ['-m', 'pytest', '-q', `--junitxml=${path}`], folder);
  return tests === 0 ? more(python) : tests;
}

/** Runs a program with its output shown; resolves to its exit code, 127 when there is none. */
export function run(program: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit' });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
