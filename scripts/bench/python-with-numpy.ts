import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environmentPython } from '../python/python-programs.ts';

const execute = promisify(execFile);
const VENV = fileURLToPath(new URL('../../.venv', import.meta.url));

/** A Python that imports numpy: the system's, or one in .venv, made when need be; null when neither works. */
export async function pythonWithNumpy(): Promise<string | null> {
  const ours = environmentPython(VENV);
  for (const python of ['python3', ours]) if (await hasNumpy(python)) return python;
  try {
    await execute('python3', ['-m', 'venv', VENV]);
    await execute(ours, ['-m', 'pip', 'install', '--quiet', 'numpy']);
  } catch {
    return null;
  }
  return (await hasNumpy(ours)) ? ours : null;
}

async function hasNumpy(python: string): Promise<boolean> {
  try {
    await execute(python, ['-c', 'import numpy']);
    return true;
  } catch {
    return false;
  }
}
