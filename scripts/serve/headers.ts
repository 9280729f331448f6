/**
 * The response headers that keep every word on the device, on every response: pages, worker scripts,
 * model files and errors alike (docs/adr/0001-browser-only.md).
 *
 * Three loosenings against the strictest set, all of them because wllama 3.8.1 starts its worker from a
 * blob of its own script and hands model bytes over as blobs:
 * 1. `worker-src` also allows `blob:`, for that worker,
 * 2. `connect-src` also allows `blob:`, for reading the model's bytes,
 * 3. `trusted-types` also allows a policy named `default`; the app's admits script URLs of our own origin
 *    and its blobs only.
 * A blob is made by the page itself and inherits its policy, so none of them opens a way out.
 */
const CONTENT_SECURITY_POLICY: readonly (readonly [directive: string, value: string])[] = [
  ['default-src', "'none'"],
  ['script-src', "'self' 'wasm-unsafe-eval'"],
  ['worker-src', "'self' blob:"],
  ['connect-src', "'self' blob:"],
  ['style-src', "'self'"],
  ['img-src', "'self' blob:"],
  ['font-src', "'self'"],
  ['manifest-src', "'self'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
  ['frame-ancestors', "'none'"],
  ['object-src', "'none'"],
  ['webrtc', "'block'"],
  ['require-trusted-types-for', "'script'"],
  ['trusted-types', 'app-worker default'],
];

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Connection-Allowlist': '(response-origin)',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY.map(([name, value]) => `${name} ${value}`).join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=()',
};

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
