import type { TimelineEntry } from '../../domain/privacy/request.ts';

/** Heard by pages and workers of our own origin in this browser, and by nobody else. */
const CHANNEL = 'readroom-requests';

type Told =
  | { readonly place: string; readonly entries: readonly TimelineEntry[] }
  /** A self-test of another tab begins: what the shared service worker tries for it carries this mark. */
  | { readonly canary: string };

/** Tells of every request of this page or worker, those before the call included. */
export function watchTimeline(onEntries: (entries: readonly TimelineEntry[], place: string) => void): void {
  watch((entries) => onEntries(entries, 'page'));
}

/**
 * Called by each of Readroom's workers as it starts: its requests are on a timeline of its own, which no page sees. The
 * channel carries addresses of files, which hold nothing that a person wrote.
 * @param place the worker's name, as the page shows it
 */
export function reportRequests(place: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  watch((entries) => channel.postMessage({ place, entries } satisfies Told));
}

export function listenToWorkers(
  onEntries: (entries: readonly TimelineEntry[], place: string) => void,
  onCanary: (canary: string) => void,
): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if ('canary' in data) onCanary(data.canary);
    else onEntries(data.entries, data.place);
  };
}

/** Tells other tabs, before anything is tried. */
export function announceTries(canary: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ canary } satisfies Told);
  channel.close();
}

function watch(onEntries: (entries: readonly TimelineEntry[]) => void): void {
  const observer = new PerformanceObserver((list) => {
    onEntries((list.getEntries() as PerformanceResourceTiming[]).map(entryOf));
  });
  observer.observe({ type: 'navigation', buffered: true });
  observer.observe({ type: 'resource', buffered: true });
}

function entryOf(entry: PerformanceResourceTiming): TimelineEntry {
  return {
    url: entry.name,
    initiator: entry.initiatorType,
    at: Math.round(performance.timeOrigin + entry.startTime),
    networkBytes: entry.transferSize,
    bodyBytes: entry.decodedBodySize,
    status: entry.responseStatus,
  };
}
