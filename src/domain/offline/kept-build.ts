import type { BuildFile } from '../build/asset-list.ts';
import { isSiteFile } from '../build/site-files.ts';

/** What a service worker keeps. It is fixed into the worker's script, so that a worker belongs to exactly one build. */
export interface KeptBuild {
  /** SHA-256 in hex over the list of all files of the build, as in assets.json. */
  readonly build: string;
  readonly files: readonly BuildFile[];
}

/** Model libraries are kept in IndexedDB, beside the models that run on them: here they would take their room twice. */
const KEPT_ELSEWHERE = '/model-libs/';

/** Whether a file of the build is kept with the app, its hash checked. */
export function isKeptFile(path: string): boolean {
  return !path.startsWith(KEPT_ELSEWHERE) && !isSiteFile(path);
}
