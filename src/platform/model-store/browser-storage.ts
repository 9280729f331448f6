import type { StorageEstimate } from './model-store-port.ts';

/** The browser's storage manager: how much room there is, and whether it may be taken away. */
export interface BrowserStorage {
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser not to evict; true when granted. */
  persist(): Promise<boolean>;
}

export function createWebBrowserStorage(manager: StorageManager = navigator.storage): BrowserStorage {
  return {
    async estimate() {
      const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
        manager.estimate(),
        manager.persisted(),
      ]);
      return { usedBytes: usage, quotaBytes: quota, persisted };
    },
    persist: () => manager.persist(),
  };
}
