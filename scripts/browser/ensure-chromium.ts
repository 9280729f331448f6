import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CHROMIUM_MISSING, findChromium } from './find-chromium.ts';

/** Prints the path of a Chromium as the last line; installs Debian's when this is root and none is there. */
const path = findChromium() ?? (installOnDebian() ? findChromium() : null);
if (path === null) {
  console.error(CHROMIUM_MISSING);
  process.exitCode = 1;
} else {
  console.log(path);
}

function installOnDebian(): boolean {
  if (process.env['CHROMIUM_PATH'] !== undefined || process.getuid?.() !== 0) return false;
  if (!existsSync('/etc/debian_version')) return false;
  console.error('No Chromium here: installing it with apt-get …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return [['update'], ['install', '-y', '--no-install-recommends', 'chromium']].every((args) => {
    const done = spawnSync('apt-get', args, { env: environment, encoding: 'utf8' });
    if (done.status !== 0) console.error(done.stderr);
    return done.status === 0;
  });
}
