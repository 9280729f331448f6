import { expect, it } from 'vitest';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { keepOffline } from './keep-offline.ts';

it('has the app kept once the page is idle, and looks for a newer version every hour until it is closed', async () => {
  const clock = createManualClock();
  const done: string[] = [];
  const note = (what: string) => () => Promise.resolve(void done.push(what));
  const stop = keepOffline({ keep: note('keep'), look: note('look') }, clock);
  await clock.advance(3_000);
  expect(done).toEqual([]);
  await clock.advance(2_000);
  expect(done).toEqual(['keep']);
  await clock.advance(2 * 3_600_000);
  expect(done).toEqual(['keep', 'look', 'look']);
  stop();
  await clock.advance(3 * 3_600_000);
  expect(done).toEqual(['keep', 'look', 'look']);
  expect(clock.pending).toBe(0);
});
