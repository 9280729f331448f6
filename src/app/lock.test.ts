import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../domain/settings/settings.ts';
import { createManualClock, type ManualClock } from '../platform/clock/manual-clock.ts';
import type { TabMessage } from '../platform/tabs/tab-channel.ts';
import type { AuditEvent } from '../domain/audit/audit-event.ts';
import { startLock, type Lock } from './lock.ts';

let clock: ManualClock;
let listeners: ((message: TabMessage) => void)[];
let posted: TabMessage[];
let noted: AuditEvent[];
let settings: Settings;
let end: () => void;
let save: () => Promise<boolean>;
const reload = vi.fn();
const cover = vi.fn();

const never = { onActivity: () => () => undefined, onReturn: () => () => undefined };

function open(protection: 'demo' | 'passphrase' = 'passphrase'): Lock | null {
  return startLock({
    services: {
      ...{ clock, protection, pageEnd: { cover, reload }, presence: never },
      tabs: {
        post: (message) => posted.push(message),
        onMessage: (listener) => (listeners.push(listener), () => undefined),
      },
      pageLife: { onHidden: () => () => undefined, onEnding: (task) => ((end = task), () => undefined) },
    },
    trail: { note: (event) => noted.push(event), settled: () => Promise.resolve(), lost: () => 0 },
    workspace: { retrySave: () => save() },
    settings: () => settings,
  });
}

const hear = (message: TabMessage): void => listeners.forEach((listener) => listener(message));

beforeEach(() => {
  clock = createManualClock(1_000);
  listeners = [];
  posted = [];
  noted = [];
  settings = DEFAULT_SETTINGS;
  end = () => undefined;
  save = () => Promise.resolve(true);
  reload.mockClear();
  cover.mockClear();
});

describe('the lock', () => {
  it('saves, tells the other tabs, notes why, and ends the page: once', async () => {
    const saved = vi.fn(() => Promise.resolve(true));
    save = saved;
    const lock = open();
    lock?.now();
    lock?.now();
    await clock.advance(0);
    expect(saved).toHaveBeenCalledTimes(1);
    expect(posted).toEqual(['lock']);
    expect(noted).toEqual([{ kind: 'locked', why: 'asked' }]);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('is not held up by a save that never ends or fails', async () => {
    save = () => new Promise(() => undefined);
    open()?.now();
    // At once, since whoever wakes the computer looks at the screen before the last words are on disk.
    expect(cover).toHaveBeenCalledTimes(1);
    await clock.advance(1_499);
    expect(reload).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(reload).toHaveBeenCalledTimes(1);
    save = () => Promise.reject(new Error('disk'));
    open()?.now();
    await clock.advance(0);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('comes with that of another tab, and does not echo it', async () => {
    open();
    hear('lock');
    await clock.advance(0);
    expect(noted).toEqual([{ kind: 'locked', why: 'other-tab' }]);
    expect(posted).toEqual([]);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('comes for the others when this tab closes, if that was chosen', () => {
    open();
    end();
    expect(posted).toEqual([]);
    settings = { ...settings, lockOnClose: true };
    end();
    expect(posted).toEqual(['lock-closed']);
  });

  it('is not there in a demo, which begins anew all the same when another tab sets a passphrase', async () => {
    expect(open('demo')).toBeNull();
    hear('lock');
    await clock.advance(0);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('comes by itself after the minutes of the settings', async () => {
    open();
    await clock.advance(10 * 60_000);
    expect(noted).toEqual([{ kind: 'locked', why: 'idle' }]);
    expect(posted).toEqual(['lock']);
  });
});
