import type { Page } from '@playwright/test';
import { SENTENCES } from '../src/domain/errors/catalog.ts';
import { LibraryPage } from './library/pages/library-page.ts';
import { expect, test } from './support/journey.ts';
import { E2E_URL } from './support/place.ts';
import { EFFUSION } from './support/texts.ts';

test('with the server gone after loading, drafting and saving go on', async ({
  page,
  context,
  workspace,
}) => {
  await workspace.openReady();
  const library = new LibraryPage(page);
  await library.goTo();
  await library.expectReadyOffline();
  await library.back.click();
  await context.setOffline(true);
  await workspace.findings.fill(EFFUSION);
  await workspace.expectDraft();
  await workspace.expectSaved();
  await context.setOffline(false);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test.describe('before a model is installed', () => {
  test.use({ startFrom: 'fresh' });

  test('too little storage is said at once, and nothing counts as installed', async ({
    page,
    firstRun,
    workspace,
  }) => {
    // Chromium takes a limit from its protocol only before the page's first write.
    await limitStorage(page, 60_000_000);
    await page.goto('/');
    await firstRun.install.click();
    await expect(page.getByText(SENTENCES['store/quota-exceeded'])).toBeVisible();
    await workspace.findings.fill(EFFUSION);
    await workspace.expectSaved();
    await page.reload();
    await expect(firstRun.install).toBeVisible();
    await expect(workspace.findings).toHaveValue(EFFUSION);
  });

  test('a damaged file from the server is refused, asked for once more, and never installed', async ({
    page,
    firstRun,
  }) => {
    let asked = 0;
    await page.route('**/params_shard_1.bin', async (route) => {
      asked += 1;
      const response = await route.fetch();
      const body = await response.body();
      body[1_000_000] = (body[1_000_000] ?? 0) ^ 1;
      await route.fulfill({ response, body });
    });
    await page.goto('/');
    await firstRun.install.click();
    await expect(page.getByText(SENTENCES['net/hash-mismatch'])).toBeVisible({ timeout: 30_000 });
    expect(asked).toBe(2);
    await page.reload();
    await expect(firstRun.install).toBeVisible();
  });
});

/** What the browser will store for our origin, in bytes. */
async function limitStorage(page: Page, quotaSize: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(E2E_URL).origin, quotaSize });
}
