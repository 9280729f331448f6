import type Dexie from 'dexie';
import type { Clock } from '../clock/clock.ts';

/** How long a tab waits for older tabs to let go of the database before it says so, ms. */
const BLOCKED_LIMIT_MS = 5_000;
const REOPEN_AFTER_MS = 200;

/**
 * A newer build in another tab may change the database: this tab then lets go of it at once and for good, since what it
 * would write could be wrong there. The other way round, waiting for an older tab that does not let go ends after
 * seconds, and the next call tries again. Both fail with DatabaseClosedError, `store/blocked`.
 */
export function yieldToOtherTabs(database: Dexie, clock: Pick<Clock, 'after'>): void {
  let waiting = false;
  database.on('blocked', () => {
    if (waiting) return;
    waiting = true;
    clock.after(BLOCKED_LIMIT_MS, () => {
      waiting = false;
      if (database.isOpen()) return;
      database.close();
      // Once everyone who waited has been told, the next call may try again.
      clock.after(REOPEN_AFTER_MS, () => {
        if (!database.isOpen()) database.close({ disableAutoOpen: false });
      });
    });
  });
  database.on('versionchange', ({ newVersion }) => {
    // Dexie's own handler would open it again at the next call; a deletion (null) leaves nothing to spoil.
    if (newVersion !== null) queueMicrotask(() => database.close());
  });
}
