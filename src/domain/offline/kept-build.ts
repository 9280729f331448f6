import { ASSET_LIST_PATH, SERVICE_WORKER_PATH, type AssetList, type BuildFile } from '../build/asset-list.ts';
import { isSiteFile } from '../build/site-files.ts';

/** What a service worker keeps. It is fixed into the worker's script, so that a worker belongs to exactly one build. */
export interface KeptBuild {
  /** SHA-256 in hex over the list of all files of the build, as in assets.json. */
  readonly build: string;
  readonly files: readonly BuildFile[];
}

/** Model libraries are kept in IndexedDB, beside the models that run on them: here they would take their room twice. */
const KEPT_ELSEWHERE = '/model-libs/';

/** Whether a file of the build is kept with the app, its hash checked. The browser itself keeps the service worker. */
export function isKeptFile(path: string): boolean {
  return !path.startsWith(KEPT_ELSEWHERE) && !isSiteFile(path) && path !== SERVICE_WORKER_PATH;
}

/**
 * The first line of the service worker of a build: all that it keeps, the list itself too, since whoever compares files
 * offline needs it.
 * @param list what the bytes of assets.json say
 * @param itself size and SHA-256 of those bytes
 */
export function serviceWorkerHead(list: AssetList, itself: Omit<BuildFile, 'path'>): string {
  const files = [...list.files.filter(({ path }) => isKeptFile(path)), { path: ASSET_LIST_PATH, ...itself }];
  return `const READROOM_KEPT_BUILD=${JSON.stringify({ build: list.build, files } satisfies KeptBuild)};`;
}
