import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, type Locator, type Page, type TestInfo } from '@playwright/test';
import { REPOSITORY } from '../scripts/serve/folders.ts';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { respond } from '../scripts/serve/respond.ts';
import { openDecoy } from './support/answering-decoy.ts';
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
    await stop();
    await page.reload();
    await badge(page).click();
    const dialog = page.getByRole('dialog', { name: 'Nothing leaves this computer' });
    await expect(dialog.getByText(/: enforced\.$/)).toHaveCount(3);
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
      await expect(dialog.getByText(/: enforced\.$/)).toHaveCount(2);
      await page.screenshot({ path: testInfo.outputPath('badge.png') });
      await expectNoViolations(page, `without ${header}`);
    });
  });
}

/** As many hosts do it: the policy stands on pages alone, and what a worker needs to start on everything. */
async function openCarelessHost(): Promise<{ readonly url: string; close(): void }> {
  const policies = ['Connection-Allowlist', 'Content-Security-Policy'];
  const others = Object.fromEntries(
    Object.entries(SECURITY_HEADERS).filter(([name]) => !policies.includes(name)),
  );
  const server = createServer((request, response) => {
    const headers = request.url === '/' ? SECURITY_HEADERS : others;
    void respond(request, response, REPOSITORY, headers);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('where scripts come without the headers of the page its workers leak, and the badge does not say otherwise', async ({}, testInfo) => {
  const host = await openCarelessHost();
  const decoy = await openDecoy();
  const profile = copyOfProfile('fresh');
  const context = await launchLogged(profile, testInfo.outputPath('net-log.json'), 'block');
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(host.url);
    await badge(page).click();
    const dialog = page.getByRole('dialog', { name: /not everything is enforced here/ });
    for (const layer of ['List of allowed connections', 'Content policy']) {
      await expect(dialog.getByRole('listitem').filter({ hasText: `${layer}: missing` })).toContainText(
        'not as strict with the scripts of its workers',
      );
    }
    await dialog.getByRole('button', { name: 'Open the Privacy page' }).click();
    await page.getByRole('textbox', { name: 'Decoy' }).fill(decoy.host);
    await page.getByRole('button', { name: 'Run the self-test' }).click();
    const row = page.getByRole('row', { name: /^fetch worker/ });
    await expect(row).toHaveAttribute('data-verdict', 'leaked', { timeout: 60_000 });
  } finally {
    await context.close();
    host.close();
    await decoy.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

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
