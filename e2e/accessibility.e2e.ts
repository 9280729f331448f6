import { expect, test } from './support/journey.ts';
import { expectNoViolations } from './support/no-violations.ts';
import { EFFUSION, NORMAL } from './support/texts.ts';

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
