import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/journey.ts';
import { EFFUSION, NORMAL } from './support/texts.ts';

async function expectNoViolations(page: Page, state: string): Promise<void> {
  // Colours in the middle of a transition are nobody's design.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, state).toEqual([]);
}

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${theme} theme`, async ({ workspace, page }) => {
    await workspace.openReady();
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name;
    }, theme);
    await expectNoViolations(page, 'empty');
    await workspace.findings.fill(EFFUSION);
    await workspace.expectDraft();
    await expectNoViolations(page, 'draft');
    await workspace.impression.fill('My own words.');
    await workspace.findings.fill(NORMAL);
    await expect(workspace.offer).toBeVisible({ timeout: 90_000 });
    // The button comes alive when the offer is whole: not while it is looked at.
    await expect(workspace.offer.getByRole('button').first()).toBeEnabled({ timeout: 90_000 });
    await expectNoViolations(page, 'offer');
    await page.keyboard.press('Alt+r');
    await expect(page.getByRole('dialog', { name: 'Reports' })).toBeVisible();
    await expectNoViolations(page, 'reports');
  });
}

test.describe('before anything is installed', () => {
  test.use({ startFrom: 'fresh' });
  test('axe finds nothing on the first visit', async ({ firstRun, page }) => {
    await page.goto('/');
    await expect(firstRun.install).toBeVisible();
    await expectNoViolations(page, 'first run');
  });
});
