import type { Page, Response } from '@playwright/test';
import { SECURITY_HEADERS } from '../../scripts/serve/headers.ts';
import { EFFUSION } from '../support/texts.ts';
import { expect, test } from './support/offline-journey.ts';

/** Tries the ways out that no service worker and no content policy sees; only the allowlist of connections stops them. */
async function tryToLeave(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const rel of ['dns-prefetch', 'preconnect']) {
      const link = document.createElement('link');
      link.rel = rel;
      link.href = `http://${rel}.decoy.localhost:7999/`;
      document.head.append(link);
    }
    try {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.decoy.localhost:7999' }] });
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
    } catch {
      // Refused, as it should be.
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  });
}

function expectOurHeaders(response: Response | null): void {
  const headers = response?.headers() ?? {};
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    expect(headers[name.toLowerCase()], name).toBe(value);
  }
}

for (const host of ['own', 'static'] as const)
  test.describe(`with the headers of ${host === 'own' ? 'the built-in server' : 'a static host'}`, () => {
    test.use({ host });

    test('when the server is gone, Readroom opens again, drafts, and lets nothing out', async ({
      page,
      site,
      firstRun,
      workspace,
      version,
    }) => {
      await page.goto('/');
      await firstRun.install.click();
      await expect(workspace.status).toContainText(/tiny/i, { timeout: 90_000 });
      await version.expectKept();
      await site.stop();

      const opened = await page.reload();
      expect(opened?.fromServiceWorker()).toBe(true);
      expectOurHeaders(opened);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      // Threads and workers come from the kept files too.
      await expect(workspace.status).toContainText(/CPU, \d+ thread/, { timeout: 90_000 });
      await workspace.findings.fill(EFFUSION);
      // Random weights may write until the limit: such a draft is marked incomplete, and is one.
      await expect(
        workspace.impressionPane.getByText(/^Model draft, (not accepted yet|incomplete)/),
      ).toBeVisible({ timeout: 120_000 });
      await workspace.expectSaved();
      // Parts that had not been opened while there was a server.
      await page.keyboard.press('Alt+m');
      await expect(page.getByText(/Ready to work without a network/)).toBeVisible();
      // The net log of this journey names whatever gets out.
      await tryToLeave(page);
    });
  });

test('cleared by the person, Readroom comes from the server again and is kept again', async ({
  page,
  context,
  site,
  version,
}) => {
  await page.goto('/');
  await version.expectLookedThrough();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: site.url, storageTypes: 'all' });
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  await page.reload();
  await version.expectKept();
  await site.stop();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Findings' })).toBeVisible();
});

test('a page that a script wrote into the kept app is never opened, nor is one without our headers', async ({
  page,
  version,
  workspace,
}) => {
  await page.goto('/');
  await version.expectKept();
  await page.evaluate(async () => {
    for (const name of (await caches.keys()).filter((cache) => cache.startsWith('readroom-build-'))) {
      const html = '<!doctype html><title>Altered</title>';
      const headers = { 'Content-Type': 'text/html', Refresh: '1; url=http://refresh.decoy.localhost:7999/' };
      await (await caches.open(name)).put('/', new Response(html, { headers }));
    }
  });
  await page.reload();
  await expect(workspace.findings).toBeVisible();
  // Once more, from what was kept in its place.
  await version.expectLookedThrough();
  const opened = await page.reload();
  expect(opened?.fromServiceWorker()).toBe(true);
  expectOurHeaders(opened);
  expect(opened?.headers()).not.toHaveProperty('refresh');
  await expect(workspace.findings).toBeVisible();
});

test.describe('with the security headers off', () => {
  // Nothing but the service worker stands between the page and the network; that the headers are missing is the point.
  test.use({ host: 'bare', expectedTrouble: /./ });

  test('the service worker lets no request out, and counts it', async ({ page, version }) => {
    await page.goto('/');
    await version.expectKept();
    const outcomes = await page.evaluate(async () => {
      const tries = ['http://fetch.decoy.localhost:7999/?nodule', '/collect', '/icon.svg?nodule'];
      const outcome = (url: string): Promise<string> =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'answered',
          () => 'refused',
        );
      return await Promise.all(tries.map(outcome));
    });
    expect(outcomes).toEqual(['refused', 'refused', 'refused']);
    await page.getByRole('button', { name: /^On this device/ }).click();
    await page.getByRole('button', { name: 'Open the Privacy page' }).click();
    await expect(page.getByText('Stopped by the service worker').locator('..')).toContainText('3');
  });
});

test('the browser finds nothing that speaks against installing Readroom as an app', async ({
  page,
  context,
  version,
}) => {
  await page.goto('/');
  await version.expectKept();
  const devtools = await context.newCDPSession(page);
  const manifest = await devtools.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(manifest.url).toBe(new URL('/manifest.webmanifest', page.url()).href);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
});
