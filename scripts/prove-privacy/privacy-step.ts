import { expect } from '@playwright/test';
import type { Page } from 'playwright-core';
import { SLOW_MS } from './screen.ts';

/** The page about privacy: its self-test runs, its evidence pack is written. */
export async function privacyPage(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^On this device/ }).click();
  await page.getByRole('button', { name: 'Open the Privacy page' }).click();
  await page.getByRole('button', { name: 'Run the self-test' }).click();
  const tested = page.getByRole('status', { name: 'Outcome of the self-test' });
  await expect(tested).toContainText(/^0 of \d+ observable ways out leaked/, { timeout: SLOW_MS });
  const download = page.waitForEvent('download', { timeout: SLOW_MS });
  await page.getByRole('button', { name: 'Export the evidence' }).click();
  await (await download).delete();
  const exported = page.getByRole('status', { name: 'Outcome of the export' });
  await expect(exported).toContainText('0 different, 0 missing');
  await page.getByRole('button', { name: 'Back to the report' }).click();
}
