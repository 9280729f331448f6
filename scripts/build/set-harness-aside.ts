import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { HARNESS_FOLDER, HARNESS_SCRIPT } from '../serve/route.ts';

/**
 * Takes the harness out of what is served, since it drafts without asking the site or for a passphrase. Tests and
 * measurements drive the very build that is shipped all the same: their server adds this one script to it.
 */
export function setHarnessAside(): Plugin {
  return {
    name: 'readroom-set-harness-aside',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        // Worker builds have no folder of their own.
        if (dir !== undefined) await moveHarness(dir);
      },
    },
  };
}

/** @throws Error unless the build has exactly one script of the harness */
export async function moveHarness(dist: string): Promise<void> {
  const assets = join(dist, 'assets');
  const [script, ...others] = (await readdir(assets)).filter((name) =>
    HARNESS_SCRIPT.test(`/assets/${name}`),
  );
  if (script === undefined || others.length > 0) throw new Error('The harness is not one script.');
  await mkdir(join(dist, HARNESS_FOLDER), { recursive: true });
  await rename(join(assets, script), join(dist, HARNESS_FOLDER, script));
}
