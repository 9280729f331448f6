/** Where a way out is tried from. */
export const PLACES = ['page', 'worker', 'service-worker'] as const;
export type Place = (typeof PLACES)[number];

/** What the browser can tell a page about a way out: the rule that stopped it and an answer that came, or nothing. */
type Telling = 'rule' | 'nothing';

interface ChannelFacts {
  /** As a reviewer calls it. */
  readonly name: string;
  readonly places: readonly Place[];
  readonly tells: Telling;
  /** Why the page does not try it; such channels are left to the capture of `npm run prove-privacy`. */
  readonly notTried?: string;
}

const PAGE: readonly Place[] = ['page'];
const PAGE_AND_WORKER: readonly Place[] = ['page', 'worker'];
const NAVIGATES = 'It would take this page, and the report on it, away.';
const OPENS = 'It would open a window in front of this one.';

/**
 * Every way out of a page that was measured for docs/adr/0001-browser-only.md, and WebTransport. Top-level ways are
 * listed and not tried: a self-test must be safe with a report on the screen.
 */
const CHANNEL_FACTS = {
  fetch: { name: 'fetch', places: PLACES, tells: 'rule' },
  keepalive: { name: 'fetch with keepalive', places: PLACES, tells: 'rule' },
  xhr: { name: 'XMLHttpRequest', places: PAGE_AND_WORKER, tells: 'rule' },
  beacon: { name: 'sendBeacon', places: PAGE, tells: 'rule' },
  websocket: { name: 'WebSocket', places: PLACES, tells: 'rule' },
  eventsource: { name: 'EventSource', places: PLACES, tells: 'rule' },
  webtransport: { name: 'WebTransport', places: PLACES, tells: 'rule' },
  image: { name: 'Image', places: PAGE, tells: 'rule' },
  stylesheet: { name: 'Style sheet', places: PAGE, tells: 'rule' },
  'css-image': { name: 'Image named by CSS', places: PAGE, tells: 'rule' },
  font: { name: 'Font', places: PAGE, tells: 'rule' },
  script: { name: 'Script element', places: PAGE, tells: 'rule' },
  import: { name: 'import()', places: PAGE_AND_WORKER, tells: 'rule' },
  object: { name: 'object element', places: PAGE, tells: 'rule' },
  embed: { name: 'embed element', places: PAGE, tells: 'rule' },
  media: { name: 'Audio or video', places: PAGE, tells: 'rule' },
  track: { name: 'Subtitles', places: PAGE, tells: 'rule' },
  favicon: { name: 'Icon of the page', places: PAGE, tells: 'rule' },
  manifest: { name: 'Web app manifest', places: PAGE, tells: 'rule' },
  ping: { name: 'Link with ping', places: PAGE, tells: 'rule' },
  prefetch: { name: 'prefetch', places: PAGE, tells: 'rule' },
  preload: { name: 'preload', places: PAGE, tells: 'rule' },
  modulepreload: { name: 'modulepreload', places: PAGE, tells: 'rule' },
  'speculation-rules': { name: 'Speculation rules', places: PAGE, tells: 'rule' },
  preconnect: { name: 'preconnect', places: PAGE, tells: 'nothing' },
  'dns-prefetch': { name: 'dns-prefetch', places: PAGE, tells: 'nothing' },
  iframe: { name: 'Frame', places: PAGE, tells: 'rule' },
  srcdoc: { name: 'Image in a srcdoc frame', places: PAGE, tells: 'rule' },
  'form-get': { name: 'Form, GET (in a frame)', places: PAGE, tells: 'rule' },
  'form-post': { name: 'Form, POST (in a frame)', places: PAGE, tells: 'rule' },
  'frame-location': { name: 'location (in a frame)', places: PAGE, tells: 'rule' },
  'frame-link': { name: 'Link click (in a frame)', places: PAGE, tells: 'rule' },
  'frame-refresh': { name: 'meta refresh (in a frame)', places: PAGE, tells: 'rule' },
  'frame-download': { name: 'Download link (in a frame)', places: PAGE, tells: 'rule' },
  'foreign-worker': { name: 'Worker script from elsewhere', places: PAGE_AND_WORKER, tells: 'rule' },
  'blob-worker': { name: 'fetch in a blob worker', places: PAGE, tells: 'rule' },
  'import-scripts': { name: 'importScripts in a blob worker', places: PAGE, tells: 'rule' },
  stun: { name: 'WebRTC, STUN', places: PAGE, tells: 'rule' },
  turn: { name: 'WebRTC, TURN', places: PAGE, tells: 'rule' },
  location: { name: 'location of this page', places: PAGE, tells: 'nothing', notTried: NAVIGATES },
  link: { name: 'Link click in this page', places: PAGE, tells: 'nothing', notTried: NAVIGATES },
  refresh: { name: 'meta refresh of this page', places: PAGE, tells: 'nothing', notTried: NAVIGATES },
  download: { name: 'Download link in this page', places: PAGE, tells: 'nothing', notTried: NAVIGATES },
  'window-open': { name: 'window.open', places: PAGE, tells: 'nothing', notTried: OPENS },
  'form-blank': { name: 'Form into a new window', places: PAGE, tells: 'nothing', notTried: OPENS },
  'bare-worker': {
    name: 'Worker script served without headers',
    places: PAGE,
    tells: 'nothing',
    notTried:
      'It takes a script that comes without headers. Whether one does stands above, under what is enforced.',
  },
} as const satisfies Readonly<Record<string, ChannelFacts>>;

export type ChannelId = keyof typeof CHANNEL_FACTS;

export interface Channel extends ChannelFacts {
  readonly id: ChannelId;
}

/** In the order of the table. */
export const CHANNELS: readonly Channel[] = (
  Object.entries(CHANNEL_FACTS) as [ChannelId, ChannelFacts][]
).map(([id, facts]) => ({ id, ...facts }));

export function channelOf(id: ChannelId): Channel {
  return { id, ...CHANNEL_FACTS[id] };
}
