import type { Page } from 'playwright-core';

/** No canary: let out on purpose in every place that is listened to, so that an ear that hears nothing is found. */
export const WHISTLE = 'whistlefinch';

/** Says the word aloud by every way that the ears must hear; leaves the page as it is otherwise. */
export async function whistle(page: Page): Promise<void> {
  const download = page.waitForEvent('download');
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
