import { expect } from '@playwright/test';
import { FirstRunPage } from '../../../e2e/pages/first-run-page.ts';
import { SLOW_MS } from '../screen.ts';
import type { Flow } from './station.ts';

/** Chromium takes a limit only before the first write: enough for the key and a short report, not for a long one. */
const ROOM_BYTES = 100_000;

const noRoom: Flow = async ({ page, context, url, workspace, next }) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: url, quotaSize: ROOM_BYTES });
  await page.goto(url);
  await workspace.findings.fill(`${next()} while there is room.`);
  await workspace.impression.fill(`${next()} and no room. `.repeat(ROOM_BYTES / 10));
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: SLOW_MS });
  await expect(page.locator('[data-save="saved"]')).toHaveCount(0);
  await session.send('Storage.overrideQuotaForOrigin', { origin: url });
  await session.detach();
};

/** The server answers rubbish that quotes a report back. */
const failingServer: Flow = async ({ page, url, workspace, next }) => {
  const word = next();
  await page.route('**/models/**', (route) => route.fulfill({ status: 500, body: word }));
  await page.goto(url);
  await workspace.findings.fill(`${next()} while the server fails.`);
  const { install } = new FirstRunPage(page);
  await expect(install.or(page.getByRole('alert')).first()).toBeVisible({ timeout: SLOW_MS });
  if (await install.isVisible()) await install.click();
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: SLOW_MS });
  await page.unroute('**/models/**');
};

/** Somebody clears the site's data while it is in use. */
const storageGone: Flow = async ({ page, context, url, workspace, next }) => {
  await page.goto(url);
  await workspace.findings.fill(`${next()} before.`);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'all' });
  await session.detach();
  await workspace.findings.fill(`${next()} after.`);
  await workspace.impression.fill(`${next()} after.`);
  await page.reload();
  await expect(workspace.findings).toBeVisible({ timeout: SLOW_MS });
};

/** On a browser in which no model is, since these take its storage away. */
export const FAILING_FLOWS: Readonly<Record<string, Flow>> = { noRoom, failingServer, storageGone };
