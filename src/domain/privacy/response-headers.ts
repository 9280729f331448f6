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

export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  // IMPORTANT: no response carries Reporting-Endpoints, so the name `allowlist` leads nowhere and no report is sent. With
  // a name there the browser tells the page itself what it refused (platform/privacy/enforcement).
  'Connection-Allowlist': '(response-origin); report-to=allowlist',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY.map(([name, value]) => `${name} ${value}`).join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy': [
    ...['camera', 'microphone', 'geolocation', 'display-capture', 'usb', 'serial', 'hid', 'midi'],
    ...[
      'payment',
      'idle-detection',
      'local-fonts',
      'screen-wake-lock',
      'window-management',
      'xr-spatial-tracking',
    ],
  ]
    .map((feature) => `${feature}=()`)
    .join(', '),
};
