import { expect, it } from 'vitest';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { createReadiness } from './readiness.ts';

it('has the app kept once the page is idle, and says what is missing', async () => {
  const clock = createManualClock();
  const answers: (readonly string[] | null)[] = [['/assets/a.js'], [], null];
  const readiness = createReadiness({ keep: () => Promise.resolve(answers.shift() ?? null) }, clock);
  expect(readiness.getState().status).toBe('unknown');
  await clock.advance(10_000);
  expect(readiness.getState()).toEqual({ status: 'incomplete', missing: ['/assets/a.js'] });
  await readiness.keep();
  expect(readiness.getState()).toEqual({ status: 'ready', missing: [] });
  await readiness.keep();
  expect(readiness.getState().status).toBe('unknown');
});

it('asks once at a time', async () => {
  let asked = 0;
  const keep = (): Promise<readonly string[]> => Promise.resolve([]).finally(() => (asked += 1));
  const readiness = createReadiness({ keep }, createManualClock());
  await Promise.all([readiness.keep(), readiness.keep()]);
  expect(asked).toBe(1);
});
