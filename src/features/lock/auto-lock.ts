import { idleSince, type Moment } from '../../domain/vault/idle.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Presence } from '../../platform/environment/presence.ts';
import type { TabChannel } from '../../platform/tabs/tab-channel.ts';

interface AutoLockPorts {
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after'>;
  readonly presence: Presence;
  readonly tabs: TabChannel;
  /** Minutes without a sign of a person; 0: never. Read anew at every look. */
  readonly minutes: () => number;
  readonly onIdle: () => void;
}

/** How often the clocks are looked at, ms: as late as this may a lock come. */
const LOOK_MS = 1_000;
/** Other tabs are told of activity at most this often, ms. */
const TELL_MS = 5_000;

/**
 * Calls `onIdle` once when nobody has been at any tab for so long. The clocks are compared, not a timer trusted: it stands
 * still while the computer sleeps.
 * @returns what ends it
 */
export function startAutoLock({ clock, presence, tabs, minutes, onIdle }: AutoLockPorts): () => void {
  const moment = (): Moment => ({ wall: clock.now(), steady: clock.monotonic() });
  let last = moment();
  let told: Moment | null = null;
  let over = false;
  let cancel = (): void => undefined;

  const look = (): void => {
    const limit = minutes() * 60_000;
    if (over || limit === 0 || idleSince(last, moment()) < limit) return;
    stop();
    onIdle();
  };
  const tick = (): void => {
    look();
    if (!over) cancel = clock.after(LOOK_MS, tick);
  };
  const noteActivity = (): void => {
    // IMPORTANT: first of all: the movement that wakes a computer comes before any timer, and must not hide the sleep.
    look();
    if (over) return;
    last = moment();
    if (told !== null && idleSince(told, last) < TELL_MS) return;
    told = last;
    tabs.post('active');
  };
  const stops = [
    presence.onActivity(noteActivity),
    presence.onReturn(look),
    tabs.onMessage((message) => {
      if (message !== 'active') return;
      look();
      last = moment();
    }),
  ];
  const stop = (): void => {
    over = true;
    cancel();
    for (const end of stops) end();
  };
  tick();
  return stop;
}
