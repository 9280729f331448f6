/** Signs of a person at this page. */
export interface Presence {
  /** A key, a click, a movement: often. */
  onActivity(task: () => void): () => void;
  /** The page comes back into sight, or the computer from sleep: time may have passed unseen. */
  onReturn(task: () => void): () => void;
}

const ACTIVITY = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;
const PASSIVE = { capture: true, passive: true } as const;

export function createPresence(page: Window = window): Presence {
  return {
    onActivity(task) {
      for (const name of ACTIVITY) page.addEventListener(name, task, PASSIVE);
      return () => {
        for (const name of ACTIVITY) page.removeEventListener(name, task, PASSIVE);
      };
    },
    onReturn(task) {
      page.document.addEventListener('visibilitychange', task);
      // Chrome's, after the tab was frozen.
      page.document.addEventListener('resume', task);
      for (const name of ['focus', 'pageshow'] as const) page.addEventListener(name, task);
      return () => {
        page.document.removeEventListener('visibilitychange', task);
        page.document.removeEventListener('resume', task);
        for (const name of ['focus', 'pageshow'] as const) page.removeEventListener(name, task);
      };
    },
  };
}
