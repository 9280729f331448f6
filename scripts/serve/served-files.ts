import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  ASSET_LIST_PATH,
  canonicalText,
  listedPart,
  type AssetList,
  type BuildFile,
} from '../../src/domain/build/asset-list.ts';
import { routeRequest } from './route.ts';

/**
 * What assets.json says of a build in the folder `dist`: every file that the server would send, with its hash.
 * @param head the service worker's first line, where the list that it must name is known
 */
export async function listServedFiles(dist: string, head?: string): Promise<AssetList> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files: BuildFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = servedPath(dist, file);
    if (path === null || path === ASSET_LIST_PATH) continue;
    const content = listedPart(path, await readFile(file), head);
    files.push({ path, bytes: content.length, sha256: sha256(content) });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { schemaVersion: 2, build: sha256(canonicalText(files)), files };
}

/** The path at which the server sends a file of the build; null when it never does. */
function servedPath(dist: string, file: string): string | null {
  const path = `/${relative(dist, file).split(sep).join('/')}`;
  if (path === '/index.html') return '/';
  return routeRequest(path, { dist, models: '' })?.file === file ? path : null;
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
