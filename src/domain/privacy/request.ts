/** What the browser's own timeline tells of one request; nothing in it was sent by anybody but the browser. */
export interface TimelineEntry {
  /** The address that was asked for. */
  readonly url: string;
  /** What asked: `script`, `fetch`, `navigation`… */
  readonly initiator: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Bytes over the network, headers included; 0 from a cache, from inside the browser, or when nothing came. */
  readonly networkBytes: number;
  /** Bytes of the body, wherever it came from; 0 when that is not told. */
  readonly bodyBytes: number;
  /** 0 when nothing came, or when that is not told. */
  readonly status: number;
}

/** One request, as the page shows it. */
export interface RequestRecord extends TimelineEntry {
  /** `page`, or the name of the worker that asked. */
  readonly place: string;
  /** Null where the timeline does not tell it. */
  readonly method: 'GET' | 'POST' | null;
  /** `self-test`: a try of the self-test, which is aimed elsewhere on purpose and marked with the canary of its run. */
  readonly kind: 'own' | 'foreign' | 'self-test';
}

/** Initiators that can ask in one way only. */
const METHODS: ReadonlyMap<string, 'GET' | 'POST'> = new Map(
  Object.entries({
    navigation: 'GET',
    script: 'GET',
    link: 'GET',
    css: 'GET',
    img: 'GET',
    image: 'GET',
    icon: 'GET',
    'early-hints': 'GET',
    beacon: 'POST',
    ping: 'POST',
  } as const),
);

/** data: and blob: URLs leave nothing and have the origin "null" or our own. */
export function isForeign(url: string, origin: string): boolean {
  if (url.startsWith('data:')) return false;
  try {
    return new URL(url).origin !== origin;
  } catch {
    return true;
  }
}

/** @param canaries of the self-tests that ran here */
export function recordOf(
  entry: TimelineEntry,
  place: string,
  origin: string,
  canaries: ReadonlySet<string>,
): RequestRecord {
  const foreign = isForeign(entry.url, origin);
  const kind = !foreign ? 'own' : isTry(entry.url, canaries) ? 'self-test' : 'foreign';
  return { ...entry, place, kind, method: METHODS.get(entry.initiator) ?? null };
}

/** The canary is random and known to nobody else: no other request can pass for a try. */
function isTry(url: string, canaries: ReadonlySet<string>): boolean {
  if (!URL.canParse(url)) return false;
  const canary = new URL(url).pathname.split('/')[1];
  return canary !== undefined && canaries.has(canary);
}
