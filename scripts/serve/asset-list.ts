import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import {
  ASSET_LIST_PATH,
  listedPart,
  SERVICE_WORKER_PATH,
  type AssetList,
} from '../../src/domain/build/asset-list.ts';
import { serviceWorkerHead } from '../../src/domain/offline/kept-build.ts';
import { listServedFiles } from './served-files.ts';

/**
 * Writes assets.json: every file of the build with its size and SHA-256, workers and WebAssembly too, which no page
 * names before it needs them. The app has them kept while there is a network, and a reviewer can compare what a browser
 * got with what was built.
 */
export function listAssets(): Plugin {
  return {
    name: 'readroom-asset-list',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        // Worker builds have no folder of their own: their files come with the page's.
        if (dir !== undefined) await writeAssetList(dir);
      },
    },
  };
}

/** Lists what stands in the folder of a build now, and puts the list into its service worker. */
export async function writeAssetList(dist: string): Promise<void> {
  const list = await listServedFiles(dist);
  const text = `${JSON.stringify(list, null, 2)}\n`;
  await writeFile(join(dist, ASSET_LIST_PATH), text);
  const worker = join(dist, SERVICE_WORKER_PATH);
  const code = listedPart(SERVICE_WORKER_PATH, await readFile(worker));
  await writeFile(worker, Buffer.concat([Buffer.from(`${headOf(list, text)}\n`), code]));
}

/** The first line of the service worker that belongs to a list, whose assets.json is `text`. */
export function headOf(list: AssetList, text: string): string {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return serviceWorkerHead(list, { bytes: Buffer.byteLength(text), sha256 });
}
