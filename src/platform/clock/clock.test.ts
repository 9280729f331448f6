import { expect, test } from 'vitest';
import { createManualClock } from './manual-clock.ts';
import { createWebClock } from './web-clock.ts';

test('time stands still until it is moved on, and tasks run in order of their time', async () => {
  const clock = createManualClock(100);
  const order: string[] = [];
  clock.after(20, () => order.push(`b${clock.now()}`));
  clock.after(10, () => order.push(`a${clock.now()}`));
  const cancel = clock.after(15, () => order.push('never'));
  cancel();
  await clock.advance(15);
  expect(order).toEqual(['a110']);
  await clock.advance(5);
  expect([...order, clock.now(), clock.pending]).toEqual(['a110', 'b120', 120, 0]);
});

test('a task that waits again inside one advance is reached in the same advance', async () => {
  const clock = createManualClock();
  let ticks = 0;
  const tick = async (): Promise<void> => {
    while (ticks < 3) {
      await clock.sleep(10);
      ticks += 1;
    }
  };
  void tick();
  await clock.advance(30);
  expect(ticks).toBe(3);
});

for (const [name, clock] of [
  ['manual', createManualClock()],
  ['web', createWebClock()],
] as const) {
  test(`a wait of the ${name} clock ends with AbortError when its signal fires, before or during it`, async () => {
    await expect(clock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const waiting = clock.sleep(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
}

test('the web clock waits, and its cancelled tasks never run', async () => {
  const clock = createWebClock();
  let ran = false;
  clock.after(0, () => (ran = true))();
  await clock.sleep(1);
  await new Promise<void>((resolve) => clock.frame(resolve));
  expect(ran).toBe(false);
});
