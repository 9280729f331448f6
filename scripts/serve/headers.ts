import { RESPONSE_HEADERS } from '../../src/domain/privacy/response-headers.ts';

/** On every response; the app compares what it was sent with the same definition. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = RESPONSE_HEADERS;

/**
 * What the development server sends: cross-origin isolation as in production, so that threads work, but no
 * content policy, because hot reloading injects inline scripts and styles. Never serve reports with it.
 */
export const DEVELOPMENT_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Caching by kind of path; deploy/ repeats these. */
export const CACHE = {
  /** Vite puts a content hash into every name under /assets. */
  hashedAsset: 'public, max-age=31536000, immutable',
  /** Pages and unhashed files must be asked for again. */
  page: 'no-cache',
  /** Models and model libraries are kept in IndexedDB, verified; a copy in the HTTP cache would double their size. */
  model: 'no-store',
} as const;
