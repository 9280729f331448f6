import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { VersionPage } from './pages/version-page.ts';
import { publishNextBuild } from './support/next-build.ts';
import { expect, test } from './support/offline-journey.ts';

/** Of the caches, those that hold a build. */
async function keptBuilds(page: Page): Promise<number> {
  const names = await page.evaluate(() => caches.keys());
  return names.filter((name) => name.startsWith('readroom-build-')).length;
}

/** By version, what the browser's developer tools say of its service workers; it goes on changing. */
async function watchWorkers(page: Page): Promise<ReadonlyMap<string, string>> {
  const statuses = new Map<string, string>();
  const devtools = await page.context().newCDPSession(page);
  devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) statuses.set(versionId, status);
  });
  await devtools.send('ServiceWorker.enable');
  return statuses;
}

test('an update waits while somebody writes, loses no word, and breaks no other tab', async ({
  page,
  context,
  site,
  workspace,
  version,
}, testInfo) => {
  await page.goto('/');
  await version.expectKept();
  const other = await context.newPage();
  await other.goto('/');
  const otherVersion = new VersionPage(other);
  await otherVersion.expectKept();
  await page.bringToFront();
  await workspace.findings.fill('The old version saw these words.');

  await publishNextBuild(site.dist, 'Next');
  await version.look();
  await expect(version.use).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: testInfo.outputPath('ready.png') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // Nothing happens by itself: the words are on screen, and the page is the one that was open.
  await expect(workspace.findings).toHaveValue('The old version saw these words.');
  await expect(page).toHaveTitle('Readroom');

  // A tab so new that it has not asked yet which version it is of.
  const young = await context.newPage();
  await young.goto('/');
  await page.bringToFront();
  await workspace.findings.pressSequentially(' And these were not saved yet.');
  await version.use.click();
  await expect(page).toHaveTitle('Readroom Next');
  await expect(workspace.findings).toHaveValue(
    'The old version saw these words. And these were not saved yet.',
  );

  await test.step('the other tab goes on with its own parts, which the server has no more', async () => {
    await other.bringToFront();
    await expect(other).toHaveTitle('Readroom');
    await expect(otherVersion.offer).toContainText('Another tab uses a new version');
    await expect(new VersionPage(young).offer).toContainText('Another tab uses a new version');
    await other.keyboard.press('Alt+m');
    await expect(other.getByRole('heading', { name: 'Model library', exact: true })).toBeVisible();
    expect(await keptBuilds(other)).toBe(2);
  });

  await test.step('when it is closed, nothing of the old version stays', async () => {
    await young.close();
    await other.close();
    await page.reload();
    await version.expectKept();
    await expect.poll(() => keptBuilds(page), { timeout: 30_000 }).toBe(1);
    await site.stop();
    await page.reload();
    await expect(page).toHaveTitle('Readroom Next');
    await expect(workspace.findings).toBeVisible();
  });
});

test('put off, an update is there when Readroom is opened the next time', async ({
  page,
  context,
  site,
  version,
}) => {
  await page.goto('/');
  await version.expectKept();
  await publishNextBuild(site.dist, 'Next');
  await version.look();
  await version.later.click();
  await expect(version.use).toHaveCount(0);
  await page.reload();
  await expect(page).toHaveTitle('Readroom');
  const next = await context.newPage();
  const statuses = await watchWorkers(next);
  await expect.poll(() => [...statuses.values()].sort()).toEqual(['activated', 'installed']);
  await page.close();
  await expect.poll(() => [...statuses.values()].sort()).toEqual(['activated', 'redundant']);
  await next.goto('/');
  await expect(next).toHaveTitle('Readroom Next');
});

test('an update that arrives damaged is refused, and the version in use stays whole', async ({
  page,
  site,
  workspace,
  version,
}) => {
  await page.goto('/');
  await version.expectKept();
  await publishNextBuild(site.dist, 'Next', (assets) => {
    const script = readdirSync(assets).find((name) => name.startsWith('index-') && name.endsWith('.js'));
    appendFileSync(join(assets, script ?? ''), ' ');
  });
  await version.look();
  await version.openSettings();
  await expect(version.section).toContainText('arrived damaged or altered', { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(version.use).toHaveCount(0);
  expect(await keptBuilds(page)).toBe(1);
  await site.stop();
  await page.reload();
  await expect(page).toHaveTitle('Readroom');
  await expect(workspace.findings).toBeVisible();
});
