/** Folders of src as the import rules see them (docs/ARCHITECTURE.md, "Direction of imports"). */
export const ELEMENTS: { type: string; pattern: string; capture?: string[] }[] = [
  { type: 'domain', pattern: 'src/domain' },
  { type: 'pipeline', pattern: 'src/pipeline' },
  { type: 'platform', pattern: 'src/platform' },
  { type: 'workers', pattern: 'src/workers' },
  { type: 'ui', pattern: 'src/ui' },
  { type: 'feature', pattern: 'src/features/*', capture: ['feature'] },
  { type: 'app', pattern: 'src/app' },
  { type: 'testing', pattern: 'src/testing' },
];

/** Who may import whom; whatever is not listed is refused. Features never import each other. */
const ALLOWED: Record<string, string[]> = {
  domain: ['domain'],
  pipeline: ['pipeline', 'domain'],
  platform: ['platform', 'domain'],
  workers: ['workers', 'pipeline', 'platform', 'domain'],
  ui: ['ui', 'domain'],
  feature: ['ui', 'domain', 'platform'],
  app: ['app', 'feature', 'ui', 'domain', 'platform', 'pipeline', 'workers'],
  testing: ['testing', 'domain', 'pipeline', 'platform', 'workers', 'feature', 'ui', 'app'],
};

export const IMPORT_POLICIES: object[] = [
  ...Object.entries(ALLOWED).map(([from, to]) => ({
    from: { element: { type: from } },
    allow: { to: { element: { types: { anyOf: to } } } },
  })),
  {
    from: { element: { type: 'feature' } },
    allow: {
      to: { element: { type: 'feature', captured: { feature: '{{from.element.captured.feature}}' } } },
    },
  },
];

const use = (replacement: string): string => `Browser APIs stay in src/platform: use ${replacement}.`;

/**
 * Who may reach the network: platform/net, and the two whose work is to show that a way out is closed: the check at start,
 * by ways that reach nobody, and the self-test.
 */
export const NETWORK_USERS: string[] = [
  'src/platform/net/**',
  'src/platform/privacy/enforcement/**',
  'src/platform/self-test/**',
  'src/workers/self-test*.ts',
];

/** What can reach a network; banned in all of src but there, wherever it is called from. */
const NETWORK: Readonly<Record<string, string>> = {
  fetch: 'createOriginFetch of platform/net',
  XMLHttpRequest: 'createOriginFetch of platform/net',
  sendBeacon: 'nothing: Readroom reports to nobody',
  WebSocket: 'nothing: Readroom opens no socket',
  WebSocketStream: 'nothing: Readroom opens no socket',
  WebTransport: 'nothing: Readroom opens no socket',
  EventSource: 'nothing: Readroom opens no stream',
  RTCPeerConnection: 'nothing: Readroom opens no peer connection',
  importScripts: 'an import: the build puts it into our own origin',
};

const network = (name: string): string =>
  `Only src/platform/net may reach the network: use ${NETWORK[name]}.`;

export const NETWORK_GLOBALS: { name: string; message: string }[] = Object.keys(NETWORK).map((name) => ({
  name,
  message: network(name),
}));

/** The same names as a property: `globalThis.fetch(…)`, `navigator.sendBeacon(…)`, `new self.WebSocket(…)`. */
export const NETWORK_CALLS: { selector: string; message: string }[] = Object.keys(NETWORK).map((name) => ({
  selector: `:matches(CallExpression, NewExpression) > MemberExpression.callee > Identifier.property[name='${name}']`,
  message: network(name),
}));

/** A path that a request is made with comes from platform/net/own-path.ts. */
export const NO_FORGED_PATH: { selector: string; message: string } = {
  selector: "TSAsExpression > TSTypeReference.typeAnnotation > Identifier[name='OwnPath']",
  message: 'Make it with a function of platform/net/own-path.ts: what is cast may come from anywhere.',
};

/** What else stays in src/platform. */
export const BANNED_GLOBALS: { name: string; message: string }[] = [
  { name: 'Image', message: use('an <img> of our own origin') },
  { name: 'open', message: use('nothing: Readroom opens no window') },
  { name: 'localStorage', message: use('platform/db') },
  { name: 'sessionStorage', message: use('platform/db') },
  { name: 'indexedDB', message: use('platform/db or platform/model-store') },
  { name: 'caches', message: use('platform/model-store') },
  { name: 'setTimeout', message: use('platform/clock') },
  { name: 'setInterval', message: use('platform/clock') },
  { name: 'requestAnimationFrame', message: use('platform/clock') },
  { name: 'navigator', message: use('a port of src/platform') },
];

export const BANNED_PROPERTIES: { object: string; property: string; message: string }[] = [
  { object: 'Date', property: 'now', message: use('platform/clock') },
  { object: 'performance', property: 'now', message: use('platform/clock') },
  { object: 'Math', property: 'random', message: 'Inject randomness so that a run can be repeated.' },
];
