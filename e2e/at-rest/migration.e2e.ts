import type { Page } from '@playwright/test';
import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

/** As the build before encryption stored it, and deleted from the reports of this one first. */
async function storePlainly(page: Page, reports: number): Promise<void> {
  await page.evaluate(
    async ([count, canary]) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        // Dexie counts versions in tens.
        const request = indexedDB.open('readroom', 10);
        request.onupgradeneeded = () => {
          request.result.createObjectStore('reports', { keyPath: 'id' }).createIndex('touched', 'touched');
          request.result.createObjectStore('settings', { keyPath: 'key' });
          request.result.createObjectStore('journal', { keyPath: 'id' });
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('open'));
      });
      for (let index = 0; index < count; index++) {
        const transaction = database.transaction('reports', 'readwrite', { durability: 'strict' });
        const id = `3f1c2e64-7d1b-4a8e-9c55-${String(index).padStart(12, '0')}`;
        const text = {
          findings: `${canary}${index} is plain.`,
          impression: '',
          author: 'none',
          provenance: null,
        };
        const counts = { findingsRevision: 1, createdAt: 1, updatedAt: 1, revision: 1, touched: index + 1 };
        transaction.objectStore('reports').put({ id, ...text, ...counts });
        await new Promise((resolve) => (transaction.oncomplete = resolve));
      }
      database.close();
    },
    [reports, CANARY] as const,
  );
}

/** Has the app written over what it deleted? It notes beforehand that it is going to. */
async function tracesAreRemoved(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('readroom-sealed');
      request.onsuccess = () => resolve(request.result);
    });
    const planned = database.transaction('meta').objectStore('meta').get('rewrite');
    await new Promise((resolve) => (planned.onsuccess = resolve));
    database.close();
    return planned.result === undefined;
  });
}

test('what an older Readroom stored in the clear is taken over, and gone from the disk', async ({
  open,
  profile,
  site,
}) => {
  const before = await open();
  await before.page.goto(`${site.url}/harness`);
  await storePlainly(before.page, 20);
  await before.close();
  expect(filesWith(profile, `${CANARY}7 is`)).not.toEqual([]);

  const after = await open();
  // Taken over before the app appears.
  await expect(after.app.findings).toBeVisible();
  await after.page.keyboard.press('Alt+r');
  const list = after.page.getByRole('dialog', { name: 'Reports' });
  await expect(list.getByRole('listitem')).toHaveCount(20);
  await expect(list.getByRole('listitem').first()).toContainText(`${CANARY}19 is plain.`);
  await expect.poll(() => tracesAreRemoved(after.page), { timeout: 120_000 }).toBe(true);
  await after.close();
  expect(filesWith(profile, CANARY)).toEqual([]);
});
