import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program in the root, its output shown as it comes (or only returned, with `quiet`).
 * @returns {Promise<{code: number, output: string}>} 127 as the code when the program does not exist
 */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && command === 'npm',
    });
    // A supervisor that ends this process means the one it runs, too.
    const forward = (signal) => child.kill(signal);
    process.once('SIGTERM', forward);
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => {
      process.off('SIGTERM', forward);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs one of the project's TypeScript programs. */
export function runScript(path, args = [], options = {}) {
  return run(process.execPath, ['node_modules/tsx/dist/cli.mjs', path, ...args], options);
}

/** A preparation that failed, told in words for the person at the terminal; no stack trace helps them. */
export class PreparationError extends Error {}

/**
 * Runs one of the project's programs once what it needs is there, and ends as it does; a preparation that failed is told
 * in its own words.
 */
export async function runPrepared(prepare, path, args) {
  try {
    await prepare();
    const { code } = await runScript(path, args);
    process.exitCode = code;
  } catch (error) {
    if (!(error instanceof PreparationError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
