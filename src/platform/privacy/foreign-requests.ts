/** Counts the requests of this page that went anywhere but to its own origin; it should stay 0. */
export interface ForeignRequests {
  readonly count: () => number;
  /** All requests seen, own ones included. */
  readonly total: () => number;
  readonly subscribe: (onChange: () => void) => () => void;
}

/**
 * Watches the browser's own resource timeline, from the page's first request on. Requests made inside a worker
 * are on that worker's timeline; the response headers bind them as they bind the page.
 */
export function createForeignRequests(): ForeignRequests {
  let foreign = 0;
  let total = 0;
  const listeners = new Set<() => void>();
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      total++;
      if (isForeign(name, location.origin)) foreign++;
    }
    for (const listener of listeners) listener();
  });
  observer.observe({ type: 'resource', buffered: true });
  return {
    count: () => foreign,
    total: () => total,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
      };
    },
  };
}

/** data: and blob: URLs leave nothing and have the origin "null" or our own. */
export function isForeign(url: string, origin: string): boolean {
  if (url.startsWith('data:')) return false;
  try {
    return new URL(url).origin !== origin;
  } catch {
    return true;
  }
}
