import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CompileError } from './compile-error.ts';

/**
 * Emscripten on the PATH (or in EMCC); on Debian and as root it is installed when missing.
 * @throws CompileError that says what to install
 */
export function ensureEmscripten(log: (line: string) => void = console.error): void {
  const emcc = process.env['EMCC'] || 'emcc';
  if (answers(emcc)) return;
  if (emcc === 'emcc' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    log('No Emscripten here: installing it with apt-get …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'emscripten']]) {
      const done = spawnSync('apt-get', args, { env, encoding: 'utf8' });
      if (done.status !== 0) log(done.stderr);
    }
    if (answers(emcc)) return;
  }
  throw new CompileError(
    'Emscripten 3.1.6 or later is needed to link a model library, and emcc is not on the PATH (on Debian: apt-get ' +
      'install emscripten; elsewhere: emsdk). EMCC names another place.',
  );
}

function answers(emcc: string): boolean {
  return spawnSync(emcc, ['--version'], { stdio: 'ignore' }).status === 0;
}
