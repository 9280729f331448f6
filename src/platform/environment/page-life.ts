/** The moments in which a page may be about to end. */
export interface PageLife {
  /** The page was hidden: there is still time for ordinary work. */
  onHidden(task: () => void): () => void;
  /** The page is being closed or left: only what happens in this turn still counts. */
  onEnding(task: () => void): () => void;
}

export function createPageLife(): PageLife {
  return {
    onHidden(task) {
      const listener = (): void => {
        if (document.visibilityState === 'hidden') task();
      };
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    onEnding(task) {
      window.addEventListener('pagehide', task);
      return () => window.removeEventListener('pagehide', task);
    },
  };
}
