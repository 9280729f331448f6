import { expect, test } from 'vitest';
import type { DeviceWatch } from './device-watch.ts';
import { createLossInjection } from './loss-injection.ts';

test('a loss during the upload comes once, and listens to no write after it or after another was armed', () => {
  const listeners = new Set<(bytes: number) => void>();
  let destroyed = 0;
  const watch: DeviceWatch = {
    lost: new Promise(() => undefined),
    guard: (work) => work,
    error: null,
    writtenBytes: 0,
    onWrite(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy: () => (destroyed += 1),
  };
  const injection = createLossInjection(watch);
  injection.arm({ at: 'upload', afterBytes: 8 });
  for (const bytes of [4, 8, 12]) for (const listener of listeners) listener(bytes);
  expect([destroyed, listeners.size]).toEqual([1, 0]);
  injection.arm({ at: 'upload', afterBytes: 8 });
  injection.arm({ at: 'prefill' });
  expect(listeners.size).toBe(0);
});
