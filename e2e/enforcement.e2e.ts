import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page, type TestInfo } from '@playwright/test';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { copyOfProfile, launchLogged } from './support/journey.ts';
import { readForeignContacts } from './support/net-log.ts';
import { expectNoViolations } from './support/no-violations.ts';
import { openSite } from './webgpu/support/site.ts';

interface SiteOptions {
  readonly without?: string;
  readonly requireEnforcement?: boolean;
}

/** Opens the app on a site that leaves out a header, or asks for all of them; looking must contact nobody. */
async function visit(
  { without, requireEnforcement = false }: SiteOptions,
  testInfo: TestInfo,
  use: (page: Page, stop: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const headers = Object.fromEntries(Object.entries(SECURITY_HEADERS).filter(([name]) => name !== without));
  const site = await openSite(({ dist }) => {
    writeFileSync(join(dist, 'policy.json'), JSON.stringify({ schemaVersion: 1, requireEnforcement }));
  }, headers);
  const profile = copyOfProfile('fresh');
  const netLog = testInfo.outputPath('net-log.json');
  const context = await launchLogged(profile, netLog);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(site.url);
    await use(page, () => site.stop());
  } finally {
    await context.close();
    await site.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  expect(readForeignContacts(netLog, site.url)).toEqual([]);
}

const badge = (page: Page): Locator => page.getByRole('button', { name: /^On this device/ });

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('with every header the badge is calm, with a server and without one', async ({}, testInfo) => {
  await visit({ requireEnforcement: true }, testInfo, async (page, stop) => {
    await badge(page).click();
    await expect(page.getByRole('dialog', { name: 'Nothing leaves this computer' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await expect(page.getByText('yes, all of it is in this browser')).toBeVisible({ timeout: 90_000 });
    // Once more, so that the site's policy has passed the service worker.
    await page.reload();
    await expect(badge(page)).toBeVisible();
    await stop();
    await page.reload();
    await badge(page).click();
    const dialog = page.getByRole('dialog', { name: 'Nothing leaves this computer' });
    await expect(dialog.getByText('enforced by the browser')).toHaveCount(3);
  });
});

for (const [header, layer] of [
  ['Connection-Allowlist', 'List of allowed connections'],
  ['Content-Security-Policy', 'Content policy'],
  ['Cross-Origin-Embedder-Policy', 'Isolation from other pages'],
] as const) {
  // Playwright wants the first argument destructured, even when nothing is taken from it.
  // eslint-disable-next-line no-empty-pattern
  test(`without ${header} the badge says what is missing and what must hold instead`, async ({}, testInfo) => {
    await visit({ without: header }, testInfo, async (page) => {
      await expect(badge(page)).toContainText('not all enforced');
      await badge(page).click();
      const dialog = page.getByRole('dialog', { name: /not everything is enforced here/ });
      await expect(dialog.getByRole('listitem').filter({ hasText: `${layer}: missing` })).toContainText(
        'The server does not send it.',
      );
      await expect(dialog.getByText('enforced by the browser')).toHaveCount(2);
      await page.screenshot({ path: testInfo.outputPath('badge.png') });
      await expectNoViolations(page, `without ${header}`);
    });
  });
}

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('a site that requires enforcement gets no app from a browser that lacks a layer', async ({}, testInfo) => {
  const site = { without: 'Connection-Allowlist', requireEnforcement: true };
  await visit(site, testInfo, async (page) => {
    await expect(page.getByRole('heading', { name: 'Readroom does not start here' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('here it does not');
    await expect(page.getByRole('textbox')).toHaveCount(0);
    await expectNoViolations(page, 'not enforced');
    await page.screenshot({ path: testInfo.outputPath('not-enforced.png') });
  });
});
