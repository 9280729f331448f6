import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { TRAINING_FOLDER } from './training-python.ts';

/**
 * Runs the Python program of training/ with its output shown; resolves to its exit code.
 * Ctrl-C reaches it from the terminal by itself; a supervisor's SIGTERM is handed on.
 */
export function runTraining(python: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-m', 'readroom_training', ...args], {
      stdio: 'inherit',
      env: trainingEnvironment(),
    });
    const stop = (): void => {
      child.kill('SIGTERM');
    };
    process.once('SIGTERM', stop);
    child.on('error', reject);
    child.on('close', (code) => {
      process.removeListener('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}

/** The environment of the Python program: its package on the path, whatever the working folder is. */
export function trainingEnvironment(): NodeJS.ProcessEnv {
  const inherited = process.env['PYTHONPATH'];
  const path = inherited === undefined || inherited === '' ? [] : [inherited];
  return {
    ...process.env,
    PYTHONPATH: [TRAINING_FOLDER, ...path].join(delimiter),
    // Worker threads that wait must sleep: a busy one takes a core from those that compute.
    OMP_WAIT_POLICY: process.env['OMP_WAIT_POLICY'] ?? 'passive',
  };
}
