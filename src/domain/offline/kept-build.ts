import type { BuildFile } from '../build/asset-list.ts';

/** What a service worker keeps. It is fixed into the worker's script, so that a worker belongs to exactly one build. */
export interface KeptBuild {
  /** SHA-256 in hex over the list of all files of the build, as in assets.json. */
  readonly build: string;
  readonly files: readonly BuildFile[];
}

/** Model libraries are kept in IndexedDB, beside the models that run on them: here they would take their room twice. */
const KEPT_ELSEWHERE = '/model-libs/';

/** What the site itself writes and may change without a new build: the server's word counts, and offline its last one. */
const SITE_FILES: readonly string[] = ['/policy.json'];

export function isSiteFile(path: string): boolean {
  return SITE_FILES.includes(path);
}

/** Whether a file of the build is kept with the app, its hash checked. */
export function isKeptFile(path: string): boolean {
  return !path.startsWith(KEPT_ELSEWHERE) && !isSiteFile(path);
}
