import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../compile-model/lock.ts';
import { hasRequirements } from '../compile-model/python-packages.ts';
import { ROOT } from '../serve/folders.ts';

const execute = promisify(execFile);
const HERE = join(ROOT, 'scripts', 'prove');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const VENV = join(ROOT, '.venv', 'reference');
const OUR_PYTHON = join(VENV, 'bin', 'python');
const LOCK = join(ROOT, '.cache', 'reference', 'environment.lock');
/** A Python that has the packages already, for machines where gigabytes should not be fetched twice. */
const CHOSEN = 'READROOM_REFERENCE_PYTHON';

/**
 * A Python with the pinned PyTorch and transformers, since a proof against another version is another proof: the chosen
 * one, or `.venv/reference`, made when it is missing or of other versions (a large download).
 */
async function referencePython(): Promise<string> {
  const chosen = process.env[CHOSEN];
  if (chosen !== undefined && chosen !== '') {
    if (await hasRequirements(chosen, [REQUIREMENTS])) return chosen;
    throw new Error(
      `${CHOSEN} is ${chosen}, which has not the packages of scripts/prove/requirements.txt in their versions.`,
    );
  }
  if (!(await hasRequirements(OUR_PYTHON, [REQUIREMENTS]))) await withLock(LOCK, install);
  return OUR_PYTHON;
}

async function install(): Promise<void> {
  console.log(
    'Making .venv/reference with PyTorch and transformers, for the reference only (a large download) …',
  );
  try {
    // What an interrupted run left must not be taken for an environment.
    await rm(VENV, { recursive: true, force: true });
    await execute('python3', ['-m', 'venv', VENV]);
    await execute(OUR_PYTHON, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
  } catch (cause) {
    throw new Error('The reference needs Python 3.11 or later with pip, and a package index.', { cause });
  }
  if (await hasRequirements(OUR_PYTHON, [REQUIREMENTS])) return;
  throw new Error('.venv/reference was made, but its packages are not the pinned ones.');
}

/** Runs scripts/prove/`script` to its end, its output shown as it comes. */
export async function runReference(script: string, args: readonly string[]): Promise<void> {
  const python = await referencePython();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(python, [join(HERE, script), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with ${code ?? 'a signal'}.`));
    });
  });
}
