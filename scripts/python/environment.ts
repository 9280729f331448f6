import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../serve/folders.ts';
import { withLock } from './lock.ts';
import { hasRequirements, succeeds } from './packages.ts';
import { ToolError } from './tool-error.ts';
import { installTorch } from './torch-build.ts';

const execute = promisify(execFile);
const SYSTEM_PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const OLD_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 11))';

/** A virtual environment with pinned packages, made the first time that something needs it. */
export interface PythonEnvironment {
  /** Folder of the environment, in .venv/. */
  readonly folder: string;
  /** Files of `name==version` lines, all of which must be installed in these versions. */
  readonly requirements: readonly string[];
  /** Variable that names a Python which has the packages already, for machines that share one. */
  readonly chosenBy: string;
  /** What is downloaded, for the person who waits. */
  readonly size: string;
  readonly log?: (line: string) => void;
}

/**
 * The Python of an environment: the chosen one, else its own, made when it is missing or of other versions.
 * @throws ToolError that says what is missing
 */
export async function pythonOf(environment: PythonEnvironment): Promise<string> {
  const { folder, requirements, chosenBy } = environment;
  const chosen = process.env[chosenBy];
  if (chosen !== undefined && chosen !== '') {
    if (await hasRequirements(chosen, requirements)) return chosen;
    throw new ToolError(
      `${chosenBy} is ${chosen}, which has not the packages of ${names(requirements)} in their versions.`,
    );
  }
  const python = join(folder, 'bin', 'python');
  if (await hasRequirements(python, requirements)) return python;
  const lock = join(ROOT, '.cache', basename(folder), 'environment.lock');
  await withLock(lock, 'installation', () => install(environment, python));
  if (await hasRequirements(python, requirements)) return python;
  throw new ToolError(`.venv/${basename(folder)} was made, but its packages are not the pinned ones.`);
}

async function install(environment: PythonEnvironment, python: string): Promise<void> {
  const { folder, requirements, size, log = console.error } = environment;
  // Where only the packages of the tests are missing, the large ones stay.
  if (!(await hasRequirements(python, requirements.slice(0, 1)))) {
    const system = await systemPython();
    log(`Making .venv/${basename(folder)} with the packages of ${names(requirements)} (once; ${size}) …`);
    // What an interrupted run left must not be taken for an environment.
    await rm(folder, { recursive: true, force: true });
    await tell(execute(system, ['-m', 'venv', folder]), 'python3-venv and pip are needed');
    await installTorch(python, requirements, log);
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const files = requirements.flatMap((path) => ['-r', path]);
  await tell(execute(python, [...pip, ...files]), 'a package index that has these packages is needed');
}

async function systemPython(): Promise<string> {
  for (const python of SYSTEM_PYTHONS) if (await succeeds(python, ['-c', OLD_ENOUGH])) return python;
  throw new ToolError('Python 3.11 or later is needed, and none is on the PATH.');
}

function names(requirements: readonly string[]): string {
  return requirements.map((path) => path.slice(ROOT.length).replace(/^\//, '')).join(' and ');
}

async function tell(running: Promise<unknown>, need: string): Promise<void> {
  try {
    await running;
  } catch (cause) {
    const lines = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n') : [];
    throw new ToolError(`The Python environment could not be made (${need}): ${lines.at(-1) ?? ''}`, {
      cause,
    });
  }
}
