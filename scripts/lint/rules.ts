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

export const BANNED_GLOBALS: { name: string; message: string }[] = [
  { name: 'fetch', message: use('platform/net') },
  { name: 'XMLHttpRequest', message: use('platform/net') },
  { name: 'WebSocket', message: use('nothing: Readroom opens no socket') },
  { name: 'EventSource', message: use('nothing: Readroom opens no stream') },
  { name: 'RTCPeerConnection', message: use('nothing: Readroom opens no peer connection') },
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
