import type { TabLocks } from './locks.ts';

/** Over the browser's own Web Locks: a lock ends with its tab, also when the tab is killed. */
export function createWebLocks(manager: LockManager = navigator.locks): TabLocks {
  return {
    async exclusive(name, work, options = {}) {
      const { signal, onWait } = options;
      if (onWait) {
        const free = await manager.request(name, { ifAvailable: true }, async (lock) =>
          lock === null ? null : { value: await work() },
        );
        if (free !== null) return free.value;
        onWait();
      }
      return await manager.request(name, signal ? { signal } : {}, work);
    },
    async isHeld(name) {
      const { held = [] } = await manager.query();
      return held.some((lock) => lock.name === name);
    },
  };
}
