import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import type { TabMessage } from '../../platform/tabs/tab-channel.ts';
import { startAutoLock } from './auto-lock.ts';

const MINUTE = 60_000;

let clock: ManualClock & { slept: number };
let signs: { activity: () => void; return: () => void; message: (message: TabMessage) => void };
let posted: TabMessage[];
let minutes: number;
const onIdle = vi.fn();

/** The computer sleeps: the wall clock goes on, timers and the steady clock do not. */
const sleepFor = (ms: number): void => {
  clock.slept += ms;
};

beforeEach(() => {
  onIdle.mockClear();
  minutes = 10;
  posted = [];
  const manual = createManualClock(1_000_000);
  clock = Object.assign(Object.create(manual) as ManualClock, { slept: 0 });
  clock.now = () => manual.now() + clock.slept;
  signs = { activity: () => undefined, return: () => undefined, message: () => undefined };
  startAutoLock({
    clock,
    presence: {
      onActivity: (task) => ((signs.activity = task), () => undefined),
      onReturn: (task) => ((signs.return = task), () => undefined),
    },
    tabs: {
      post: (message) => posted.push(message),
      onMessage: (listener) => ((signs.message = listener), () => undefined),
    },
    minutes: () => minutes,
    onIdle,
  });
});

describe('the auto-lock', () => {
  it('locks after so many minutes without a sign of a person, within a second, and once', async () => {
    await clock.advance(9 * MINUTE + 59_000);
    expect(onIdle).not.toHaveBeenCalled();
    await clock.advance(1_000);
    expect(onIdle).toHaveBeenCalledTimes(1);
    await clock.advance(60 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  it('is put off by a key here or in another tab', async () => {
    await clock.advance(9 * MINUTE);
    signs.activity();
    await clock.advance(9 * MINUTE);
    signs.message('active');
    await clock.advance(9 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
    await clock.advance(MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('counts the time that the computer slept', async () => {
    await clock.advance(MINUTE);
    sleepFor(9 * MINUTE);
    await clock.advance(1_000);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('is not fooled by the movement that wakes the computer before any timer runs', () => {
    sleepFor(8 * 60 * MINUTE);
    signs.activity();
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('looks as soon as the page comes back into sight', () => {
    sleepFor(11 * MINUTE);
    signs.return();
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('comes on time when the clock of the computer was put back', async () => {
    await clock.advance(5 * MINUTE);
    sleepFor(-60 * MINUTE);
    await clock.advance(5 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('never comes where a person chose so, and comes when that is taken back', async () => {
    minutes = 0;
    await clock.advance(24 * 60 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
    minutes = 5;
    await clock.advance(1_000);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('tells other tabs of activity, and not of every movement', async () => {
    for (let moves = 0; moves < 50; moves++) signs.activity();
    expect(posted).toEqual(['active']);
    await clock.advance(5_000);
    signs.activity();
    expect(posted).toEqual(['active', 'active']);
  });
});
