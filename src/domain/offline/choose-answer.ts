import { SERVICE_WORKER_PATH } from '../build/asset-list.ts';
import { isSiteFile } from '../build/site-files.ts';

/** A request as a service worker sees it. */
export interface SeenRequest {
  /** Absolute. */
  readonly url: string;
  readonly method: string;
  /** A page is opened or left, rather than a file asked for. */
  readonly navigates: boolean;
}

/** Why a request went nowhere. */
export type Refusal = 'foreign' | 'method' | 'unknown';

export type Answer =
  /** The build's own file, from its own cache. */
  | { readonly from: 'build'; readonly path: string }
  /** A file whose name holds a hash and that is of another build: a tab that was open before the update asks. */
  | { readonly from: 'other-builds'; readonly path: string }
  /** The server's if it answers, else what it said last. */
  | { readonly from: 'site'; readonly path: string }
  /** As if there were no service worker. */
  | { readonly from: 'network' }
  | { readonly from: 'nowhere'; readonly refusal: Refusal };

/** Vite puts a hash of the content into every name here: two builds never mean different files by one name. */
const HASHED = /^\/assets\/[A-Za-z0-9_@][A-Za-z0-9_@.-]{0,199}$/;
/** What the server has besides the build (scripts/serve/route.ts); models go to IndexedDB, each hash checked there. */
const SERVED: readonly RegExp[] = [
  /^\/models\/catalog\.json$/,
  /^\/models\/[a-z0-9][a-z0-9._-]{0,79}\/resolve\/main\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
  /^\/model-libs\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
];

/**
 * Where the answer to a request comes from. Closed by default: whatever is not known to belong to the app goes nowhere,
 * our own origin included, since an address can carry words.
 * @param has whether the build has a file at this path
 */
export function chooseAnswer(request: SeenRequest, origin: string, has: (path: string) => boolean): Answer {
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url?.origin !== origin || !url.href.startsWith(`${origin}/`)) {
    return { from: 'nowhere', refusal: 'foreign' };
  }
  const path = url.pathname;
  if (request.navigates) {
    // The server never sees what stands behind the question mark of a page that is kept. Other addresses are opened by
    // a person: the server says that there is nothing.
    return request.method === 'GET' && has(path) ? { from: 'build', path } : { from: 'network' };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { from: 'nowhere', refusal: 'method' };
  if (url.search !== '') return { from: 'nowhere', refusal: 'unknown' };
  const reads = request.method === 'GET';
  if (has(path)) return reads ? { from: 'build', path } : { from: 'network' };
  if (isSiteFile(path)) return reads ? { from: 'site', path } : { from: 'network' };
  if (HASHED.test(path)) return reads ? { from: 'other-builds', path } : { from: 'network' };
  const served = path === SERVICE_WORKER_PATH || SERVED.some((pattern) => pattern.test(path));
  return served ? { from: 'network' } : { from: 'nowhere', refusal: 'unknown' };
}
