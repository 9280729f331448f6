import { join } from 'node:path';
import { CACHE } from './headers.ts';

export interface ServedFolders {
  /** The production build, with the compiled model libraries in `model-libs`. */
  readonly dist: string;
  /** Built models: `<id>/<file>` and catalog.json. */
  readonly models: string;
  /** Whether `/harness` is served too: for tests and measurements only, since it asks for no passphrase. */
  readonly harness?: boolean;
}

export interface Route {
  readonly root: string;
  /** Path on disk; still to be checked against symbolic links that leave `root`. */
  readonly file: string;
  readonly cacheControl: string;
}

/** Longer paths exist nowhere in the app; refusing them early keeps the work per request small. */
const MAX_PATH_CHARACTERS = 512;
const HARNESS_PAGE = '/harness';
/** Not below a folder that is served: scripts/build/set-harness-aside.ts moves it there. */
export const HARNESS_FOLDER = '.harness';
export const HARNESS_SCRIPT: RegExp = /^\/assets\/(harness-page-[A-Za-z0-9_-]+\.js)$/;
const MODEL_FILE =
  /^\/models\/([a-z0-9][a-z0-9._-]{0,79})\/resolve\/main\/([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$/;
/** No segment begins with a dot, which rules out `..` and hidden files; no backslash, no control character. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_@-][A-Za-z0-9_@.-]*)+$/;

/** The file that a request's target (path and query, as sent) means, or null when there can be none. */
export function routeRequest(target: string, folders: ServedFolders): Route | null {
  const path = decode(target.split('?', 1)[0] ?? '');
  if (path === null || path.length > MAX_PATH_CHARACTERS) return null;
  const harness = folders.harness === true;
  // The single page; every other unknown path is a 404, so that a wrong link is seen.
  if (path === '/' || (harness && path === HARNESS_PAGE)) {
    return { root: folders.dist, file: join(folders.dist, 'index.html'), cacheControl: CACHE.page };
  }
  const [, harnessScript] = HARNESS_SCRIPT.exec(path) ?? [];
  if (harness && harnessScript !== undefined) {
    const file = join(folders.dist, HARNESS_FOLDER, harnessScript);
    return { root: folders.dist, file, cacheControl: CACHE.hashedAsset };
  }
  if (path === '/models' || path.startsWith('/models/')) return routeModel(path, folders.models);
  if (!PLAIN_PATH.test(path)) return null;
  return { root: folders.dist, file: join(folders.dist, path), cacheControl: cachingOf(path) };
}

function cachingOf(path: string): string {
  if (path.startsWith('/assets/')) return CACHE.hashedAsset;
  return path.startsWith('/model-libs/') ? CACHE.model : CACHE.page;
}

function routeModel(path: string, root: string): Route | null {
  if (path === '/models/catalog.json') {
    return { root, file: join(root, 'catalog.json'), cacheControl: CACHE.model };
  }
  const [, id, file] = MODEL_FILE.exec(path) ?? [];
  if (id === undefined || file === undefined) return null;
  return { root, file: join(root, id, file), cacheControl: CACHE.model };
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
