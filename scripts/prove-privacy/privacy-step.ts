import { expect } from '@playwright/test';
import type { Page } from 'playwright-core';
import { SLOW_MS } from './screen.ts';

/** The page about privacy, where the app has one: its self-test runs, its evidence pack is written. */
export async function privacyPage(page: Page): Promise<'done' | 'not offered'> {
  await page.getByRole('button', { name: /^On this device/ }).click();
  const way = page.getByRole('link', { name: /privacy/i }).or(page.getByRole('button', { name: /privacy/i }));
  if ((await way.count()) === 0) {
    await page.keyboard.press('Escape');
    return 'not offered';
  }
  await way.first().click();
  const start = page.getByRole('button', { name: /self-test/i }).first();
  await start.click();
  await expect(start).toBeEnabled({ timeout: SLOW_MS });
  const download = page.waitForEvent('download', { timeout: SLOW_MS });
  await page
    .getByRole('button', { name: /evidence/i })
    .first()
    .click();
  await (await download).delete();
  return 'done';
}
