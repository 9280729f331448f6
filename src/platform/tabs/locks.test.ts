import { describe, expect, test } from 'vitest';
import { deferred } from '../../domain/deferred.ts';
import { createLocalLocks } from './local-locks.ts';
import { createWebLocks } from './web-locks.ts';

/** The few rules of the Web Locks API that are relied on, over the local locks: Node 20 has none. */
function managerOver(): LockManager {
  const locks = createLocalLocks();
  const held = new Set<string>();
  const request = (
    name: string,
    options: LockOptions,
    work: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    if (options.ifAvailable && held.has(name)) return Promise.resolve(work(null));
    const run = async (): Promise<unknown> => {
      held.add(name);
      try {
        return await work({ name, mode: 'exclusive' });
      } finally {
        held.delete(name);
      }
    };
    return locks.exclusive(name, run, options.signal ? { signal: options.signal } : {});
  };
  return {
    request,
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
  } as unknown as LockManager;
}

describe.each([
  ['local', () => createLocalLocks()],
  ['web', () => createWebLocks(managerOver())],
])('%s locks', (_, create) => {
  test('a name is held exactly while somebody works under it', async () => {
    const locks = create();
    const [begun, gate] = [deferred<undefined>(), deferred<undefined>()];
    expect(await locks.isHeld('a')).toBe(false);
    const work = locks.exclusive('a', () => {
      begun.resolve(undefined);
      return gate.promise;
    });
    await begun.promise;
    expect([await locks.isHeld('a'), await locks.isHeld('b')]).toEqual([true, false]);
    gate.resolve(undefined);
    await work;
    expect(await locks.isHeld('a')).toBe(false);
  });

  test('work under one name never overlaps; the one that waits is told once', async () => {
    const locks = create();
    const gate = deferred<undefined>();
    const order: string[] = [];
    let waits = 0;
    const first = locks.exclusive('a', async () => {
      order.push('first in');
      await gate.promise;
      order.push('first out');
    });
    const second = locks.exclusive('a', () => Promise.resolve(order.push('second')), {
      onWait: () => (waits += 1),
    });
    await locks.exclusive('b', () => Promise.resolve(order.push('other name')));
    gate.resolve(undefined);
    await Promise.all([first, second]);
    expect(order).toEqual(['first in', 'other name', 'first out', 'second']);
    expect(waits).toBe(1);
    await locks.exclusive('a', () => Promise.resolve(), { onWait: () => (waits += 1) });
    expect(waits).toBe(1);
  });

  test('waiting can be cancelled without disturbing the holder or the next one', async () => {
    const locks = create();
    const gate = deferred<undefined>();
    const first = locks.exclusive('a', () => gate.promise);
    const controller = new AbortController();
    const second = locks.exclusive('a', () => Promise.resolve('ran'), { signal: controller.signal });
    const third = locks.exclusive('a', () => Promise.resolve('third'));
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    gate.resolve(undefined);
    await first;
    expect(await third).toBe('third');
  });

  test('failing work gives the lock back', async () => {
    const locks = create();
    await expect(locks.exclusive('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locks.exclusive('a', () => Promise.resolve(1))).toBe(1);
  });
});
