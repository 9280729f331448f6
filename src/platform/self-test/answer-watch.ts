/** Remembers which addresses answered, by the browser's own timeline. */
export interface AnswerWatch {
  has(url: string): boolean;
  /** Watches the timeline of a frame of our own origin too. */
  also(scope: typeof globalThis): void;
  end(): void;
}

/**
 * The timeline also tells of answers that an element kept to itself: of one with permission (CORS or
 * `Timing-Allow-Origin`) when it came. Observed, since the timeline itself keeps 250 entries.
 * @param scope whose timeline it is: a page's, a worker's
 */
export function watchAnswers(scope: typeof globalThis = globalThis): AnswerWatch {
  const answered = new Set<string>();
  const observers: PerformanceObserver[] = [];
  const watch: AnswerWatch = {
    has: (url) => answered.has(url),
    also({ PerformanceObserver: Observer }) {
      const observer = new Observer((list) => {
        for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
          if (entry.responseStatus > 0 || entry.responseStart > 0) answered.add(plain(entry.name));
        }
      });
      observer.observe({ type: 'resource', buffered: true });
      observers.push(observer);
    },
    end() {
      for (const observer of observers) observer.disconnect();
    },
  };
  watch.also(scope);
  return watch;
}

/** Forms add a question mark. */
function plain(url: string): string {
  return url.replace(/[?#].*$/, '');
}
