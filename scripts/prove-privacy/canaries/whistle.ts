import type { Page } from 'playwright-core';

/** No canary: let out on purpose in every place that is listened to, so that an ear that hears nothing is found. */
export const WHISTLE = 'whistlefinch';
/** The same for what lies on the disk: written as the app writes, and not sealed. */
export const WHISTLE_AT_REST = 'whistlewren';

/** Says the word aloud by every way that the ears must hear; leaves the page as it is otherwise. */
export async function whistle(page: Page): Promise<void> {
  const download = page.waitForEvent('download');
  await page.evaluate(async (word) => {
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('whistle', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
      opening.onerror = reject;
      opening.onsuccess = () => {
        const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
        writing.objectStore('rows').put(`${'The lungs are clear. '.repeat(20)}${word}`, 1);
        writing.oncomplete = () => resolve();
        writing.onerror = reject;
      };
    });
  }, WHISTLE_AT_REST);
  await page.evaluate(async (word) => {
    console.log(word);
    setTimeout(() => {
      throw new Error(word);
    });
    document.title += ` ${word}`;
    history.replaceState(null, '', `#${word}`);
    await fetch(`/?${word}`, { method: 'POST', body: word });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['']));
    link.download = `${word}.txt`;
    link.click();
  }, WHISTLE);
  await download;
}
