import type { Settings } from '../domain/settings/settings.ts';
import { startAutoLock } from '../features/lock/auto-lock.ts';
import type { WorkspaceStore } from '../features/workspace/workspace-store.ts';
import { within } from '../platform/clock/within.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Services } from './services.ts';

type LockReason = 'asked' | 'idle' | 'other-tab' | 'tab-closed';

export interface Lock {
  /** Locks every tab, on demand. */
  now(): void;
}

interface LockPorts {
  readonly services: Pick<Services, 'clock' | 'tabs' | 'presence' | 'pageLife' | 'protection' | 'pageEnd'>;
  readonly trail: AuditTrail;
  readonly workspace: Pick<WorkspaceStore, 'retrySave'>;
  readonly settings: () => Settings;
}

/** Longest time that saving may hold up the lock, ms: what is not saved by then is sealed into the journal. */
const SAVING_LIMIT_MS = 1_500;

/**
 * After a passphrase was set. IMPORTANT: no word of the former key is written any more; tabs that still have it begin anew,
 * as this one does.
 */
export function lockAll({ tabs, pageEnd }: Pick<Services, 'tabs' | 'pageEnd'>): void {
  tabs.post('lock');
  pageEnd.reload();
}

/**
 * Locks once, on demand, when nobody is there, or with another tab: nothing is in sight any more, words are saved, and the
 * page is loaded anew. Its keys, its text and its workers are gone with its memory, which no code of a page could wipe by
 * itself.
 * @returns null in a demo, where there is nothing to unlock with; another tab's lock ends it all the same
 */
export function startLock({ services, trail, workspace, settings }: LockPorts): Lock | null {
  const { clock, tabs, presence, pageLife, protection, pageEnd } = services;
  let locking = false;
  const lock = (why: LockReason): void => {
    if (locking) return;
    locking = true;
    pageEnd.cover();
    if (why === 'asked' || why === 'idle') tabs.post('lock');
    trail.note({ kind: 'locked', why });
    const saved = Promise.all([workspace.retrySave(), trail.settled()]).catch(() => null);
    void within<unknown>(clock, SAVING_LIMIT_MS, saved, null).finally(pageEnd.reload);
  };
  tabs.onMessage((message) => {
    if (message === 'lock') lock('other-tab');
    if (message === 'lock-closed') lock('tab-closed');
  });
  if (protection === 'demo') return null;
  startAutoLock({
    ...{ clock, presence, tabs },
    minutes: () => settings().autoLockMinutes,
    onIdle: () => lock('idle'),
  });
  pageLife.onEnding(() => {
    if (settings().lockOnClose && !locking) tabs.post('lock-closed');
  });
  return { now: () => lock('asked') };
}
