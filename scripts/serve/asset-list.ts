import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes the names of all files under /assets into assets.json: workers and WebAssembly too, which no page names before
 * it needs them. The app has them kept while there is a network.
 */
export function listAssets(): Plugin {
  return {
    name: 'readroom-asset-list',
    apply: 'build',
    writeBundle: {
      order: 'post',
      async handler({ dir }) {
        // Worker builds have no folder of their own: their files come with the page's.
        if (dir === undefined) return;
        const names = await readdir(join(dir, 'assets')).catch(() => []);
        const assets = names.sort().map((name) => `/assets/${name}`);
        await writeFile(
          join(dir, 'assets.json'),
          `${JSON.stringify({ schemaVersion: 1, assets }, null, 2)}\n`,
        );
      },
    },
  };
}
