import type { Clock } from '../platform/clock/clock.ts';
import { within } from '../platform/clock/within.ts';
import type { TabChannel } from '../platform/tabs/tab-channel.ts';
import type { AuditTrail } from './audit-trail.ts';

export type LockReason = 'asked' | 'idle' | 'other-tab' | 'tab-closed';

interface LockPorts {
  readonly clock: Pick<Clock, 'after'>;
  readonly tabs: TabChannel;
  readonly trail: AuditTrail;
  /** Saves the words on screen; false when that is not possible. */
  readonly flush: () => Promise<boolean>;
  /** Ends this page and its memory with it; what is still unsaved goes into the journal on the way. */
  readonly reload: () => void;
}

/** Longest time that saving may hold up the lock, ms: what is not saved by then is sealed into the journal. */
const SAVING_LIMIT_MS = 1_500;

/**
 * Locks every tab, once: words are saved, and the page is loaded anew. Its keys, its text and its workers are gone with
 * its memory, which no code of a page could wipe by itself.
 */
export function createLock(ports: LockPorts): (why: LockReason) => void {
  let locking = false;
  const lock = (why: LockReason): void => {
    if (locking) return;
    locking = true;
    if (why === 'asked' || why === 'idle') ports.tabs.post('lock');
    ports.trail.note({ kind: 'locked', why });
    const saved = Promise.all([ports.flush(), ports.trail.settled()]).catch(() => null);
    void within(ports.clock, SAVING_LIMIT_MS, saved, null).finally(ports.reload);
  };
  ports.tabs.onMessage((message) => {
    if (message === 'lock') lock('other-tab');
    if (message === 'lock-closed') lock('tab-closed');
  });
  return lock;
}
