import { recordOf, type RequestRecord, type TimelineEntry } from '../../domain/privacy/request.ts';
import { announceTries, listenToWorkers, watchTimeline } from './timeline.ts';

/** The requests of this page and of its workers since the page was opened; those to elsewhere should stay 0. */
export interface ForeignRequests {
  /** Requests that went anywhere but to our own origin; tries of the self-test are not among them. */
  readonly count: () => number;
  /** All requests seen, own ones included, tries of the self-test not. */
  readonly total: () => number;
  /** Tries of the self-test. */
  readonly tries: () => number;
  /** The last `MAX_KEPT` of them, oldest first; a new array whenever one was added. */
  readonly list: () => readonly RequestRecord[];
  /** Requests with this canary are tries of the self-test from now on, in every tab. */
  readonly expectTries: (canary: string) => void;
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Installing a model makes some hundred requests; older ones are counted and not listed any more (CWE-770). */
export const MAX_KEPT = 2_000;

/**
 * Watches the browser's own resource timeline, from the page's first request on, and what Readroom's workers tell of
 * theirs; workers of another tab are heard too. Not on any timeline: WebRTC, name lookups, preconnections.
 */
export function createForeignRequests(
  origin: string = location.origin,
  sources: readonly ((
    onEntries: (entries: readonly TimelineEntry[], place: string) => void,
    onCanary: (canary: string) => void,
  ) => void)[] = [watchTimeline, listenToWorkers],
): ForeignRequests {
  const counts = { own: 0, foreign: 0, 'self-test': 0 };
  const canaries = new Set<string>();
  let records: readonly RequestRecord[] = [];
  const listeners = new Set<() => void>();
  const add = (entries: readonly TimelineEntry[], place: string): void => {
    const added = entries.map((entry) => recordOf(entry, place, origin, canaries));
    for (const { kind } of added) counts[kind]++;
    records = [...records, ...added].slice(-MAX_KEPT);
    for (const listener of listeners) listener();
  };
  for (const source of sources) source(add, (canary) => void canaries.add(canary));
  return {
    count: () => counts.foreign,
    total: () => counts.own + counts.foreign,
    tries: () => counts['self-test'],
    list: () => records,
    expectTries(canary) {
      canaries.add(canary);
      announceTries(canary);
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
      };
    },
  };
}
