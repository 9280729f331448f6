import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CompileError } from './compile-error.ts';
import { withLock } from './lock.ts';
import { COMPILER_CACHE, COMPILER_FOLDER, COMPILER_VENV } from './paths.ts';
import { hasRequirements, succeeds } from './python-packages.ts';

const execute = promisify(execFile);
/** A Python that has the requirements already, for machines that share one. */
const CHOSEN = 'READROOM_COMPILER_PYTHON';
/** The second only for the compiler's own tests. */
const REQUIREMENTS = ['requirements.txt', 'requirements-test.txt'];
const OUR_PYTHON = join(COMPILER_VENV, 'bin', 'python');
const SYSTEM_PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const OLD_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 11))';

interface PythonOptions {
  readonly tests?: boolean;
  readonly log?: (line: string) => void;
}

/**
 * A Python with the compiler's pinned packages: the chosen one, else `.venv/compiler`, made when it is missing or of
 * other versions. With `tests` also with pytest.
 * @throws CompileError that says what is missing
 */
export async function compilerPython({
  tests = false,
  log = console.error,
}: PythonOptions = {}): Promise<string> {
  const requirements = REQUIREMENTS.slice(0, tests ? 2 : 1).map((name) => join(COMPILER_FOLDER, name));
  const chosen = process.env[CHOSEN];
  if (chosen !== undefined && chosen !== '') {
    if (await hasRequirements(chosen, requirements)) return chosen;
    throw new CompileError(
      `${CHOSEN} is ${chosen}, which has not the packages of compiler/requirements.txt.`,
    );
  }
  if (await hasRequirements(OUR_PYTHON, requirements)) return OUR_PYTHON;
  await withLock(join(COMPILER_CACHE, 'environment.lock'), () => install(requirements, log));
  if (!(await hasRequirements(OUR_PYTHON, requirements))) {
    throw new CompileError('.venv/compiler was made, but its packages are not the pinned ones.');
  }
  return OUR_PYTHON;
}

async function install(requirements: readonly string[], log: (line: string) => void): Promise<void> {
  if (!(await hasRequirements(OUR_PYTHON, requirements.slice(0, 1)))) {
    const python = await systemPython();
    log('Making .venv/compiler with the packages of compiler/requirements.txt (once; about 100 MB) …');
    // What an interrupted run left must not be taken for an environment.
    await rm(COMPILER_VENV, { recursive: true, force: true });
    await tell(execute(python, ['-m', 'venv', COMPILER_VENV]), 'python3-venv and pip are needed');
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const files = requirements.flatMap((path) => ['-r', path]);
  await tell(execute(OUR_PYTHON, [...pip, ...files]), 'a package index with apache-tvm is needed');
}

async function systemPython(): Promise<string> {
  for (const python of SYSTEM_PYTHONS) if (await succeeds(python, ['-c', OLD_ENOUGH])) return python;
  throw new CompileError('Python 3.11 or later is needed to compile models, and none is on the PATH.');
}

async function tell(running: Promise<unknown>, need: string): Promise<void> {
  try {
    await running;
  } catch (cause) {
    const lines = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n') : [];
    throw new CompileError(`The Python environment could not be made (${need}): ${lines.at(-1) ?? ''}`, {
      cause,
    });
  }
}
