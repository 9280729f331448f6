import type { Page } from '@playwright/test';

declare global {
  interface Window {
    heldShards?: { on: boolean };
  }
}

/**
 * Lets so many shards into the store and then no more until the hold is let go, or its page is: a fast computer would be
 * through with a merge before its middle is looked for.
 */
export async function holdShards(page: Page, shards: number): Promise<() => Promise<void>> {
  await page.evaluate(hold, shards);
  return () =>
    page.evaluate(() => {
      if (window.heldShards !== undefined) window.heldShards.on = false;
    });
}

/**
 * Runs in the page; sees nothing of this file. Transactions that write to the same store take turns, so what looks again
 * and again between the merge's own writes comes after each of them, and the one that stays open lets in no other.
 */
async function hold(shards: number): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('webllm/model');
    // As the app makes it, where nothing was stored yet.
    opening.onupgradeneeded = () => opening.result.createObjectStore('urls', { keyPath: 'url' });
    opening.onerror = () => reject(opening.error ?? new Error('IndexedDB'));
    opening.onsuccess = () => resolve(opening.result);
  });
  const held = { on: true };
  window.heldShards = held;
  const look = (): void => {
    const transaction = database.transaction('urls', 'readwrite');
    const again = (): void => {
      const keys = transaction.objectStore('urls').getAllKeys();
      keys.onsuccess = () => {
        const there = keys.result.filter(
          (key) => typeof key === 'string' && key.includes('/params_shard_'),
        ).length;
        if (held.on && there >= shards) again();
      };
    };
    transaction.oncomplete = () => {
      if (held.on) look();
      else database.close();
    };
    again();
  };
  look();
}
