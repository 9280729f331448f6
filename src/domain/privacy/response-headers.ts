/**
 * The response headers that keep every word on the device, on every response: pages, worker scripts,
 * model files and errors alike (docs/adr/0001-browser-only.md).
 *
 * Three loosenings against the strictest set, all of them because wllama 3.8.1 starts its worker from a
 * blob of its own script and hands model bytes over as blobs:
 * 1. `worker-src` also allows `blob:`, for that worker,
 * 2. `connect-src` also allows `blob:`, for reading the model's bytes,
 * 3. `trusted-types` allows one policy, named `default`; the app's admits script URLs of our own origin
 *    and its blobs only, and once it is there nobody can make another.
 * A blob is made by the page itself and inherits its policy, so none of them opens a way out.
 */
const CONTENT_SECURITY_POLICY: readonly (readonly [directive: string, value: string])[] = [
  ['default-src', "'none'"],
  ['script-src', "'self' 'wasm-unsafe-eval'"],
  ['worker-src', "'self' blob:"],
  ['connect-src', "'self' blob:"],
  ['style-src', "'self'"],
  ['img-src', "'self'"],
  ['font-src', "'self'"],
  ['manifest-src', "'self'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
  ['frame-ancestors', "'none'"],
  ['object-src', "'none'"],
  ['webrtc', "'block'"],
  ['require-trusted-types-for', "'script'"],
  ['trusted-types', 'default'],
];

/** Of the workstation and around it. */
const DEVICES: readonly string[] = [
  ...['camera', 'microphone', 'geolocation', 'display-capture', 'usb', 'serial', 'hid', 'midi', 'bluetooth'],
  ...['idle-detection', 'local-fonts', 'screen-wake-lock', 'window-management', 'xr-spatial-tracking'],
];

/**
 * For these the browser itself asks another host, which no content policy stops. Measured in Chromium 156 without the
 * allowlist: `navigator.credentials.get` with the words in the name of a foreign relying party looks that name up and
 * fetches `/.well-known/webauthn` there. So does `PublicKeyCredential.signalUnknownCredential`, which heeds none of these:
 * only the allowlist stops it.
 */
const BROWSER_ASKS: readonly string[] = [
  ...['payment', 'publickey-credentials-get', 'publickey-credentials-create', 'identity-credentials-get'],
  ...['digital-credentials-get', 'digital-credentials-create', 'otp-credentials', 'browsing-topics'],
  ...['private-state-token-issuance', 'private-state-token-redemption', 'local-network-access'],
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
  'Permissions-Policy': [...DEVICES, ...BROWSER_ASKS].map((feature) => `${feature}=()`).join(', '),
};
