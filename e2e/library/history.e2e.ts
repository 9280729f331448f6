import type { Page } from '@playwright/test';
import { FirstRunPage } from '../pages/first-run-page.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';
import { expect, test } from './support/library-journey.ts';

const EARLIER = 'Opacity in the right lower lobe.';
const WORDS = 'Pneumonia, in my own words.';
const WRITTEN = new Date('2026-01-05T10:00:00');
const LATER = new Date('2026-01-05T10:30:00');

test('a report that a person wrote serves the next draft once that is switched on, and is shown', async ({
  page,
}) => {
  const workspace = new WorkspacePage(page);
  await page.clock.setFixedTime(WRITTEN);
  await page.goto('/');
  await new FirstRunPage(page).install.click();
  await expect(workspace.status).toContainText(/tiny llama/i, { timeout: 90_000 });
  // In this order no draft can come between the two.
  await workspace.impression.fill(WORDS);
  await workspace.findings.fill(EARLIER);
  await workspace.expectSaved();

  // A report that was saved a moment ago may be half written and does not serve.
  await page.clock.setFixedTime(LATER);
  await switchOn(page);
  await page.keyboard.press('Alt+N');
  await expect(workspace.findings).toHaveValue('');
  await workspace.findings.fill('Opacity in the left lower lobe.');
  const line = page.getByRole('button', { name: 'Drafted with 1 earlier report' });
  await expect(line).toBeVisible({ timeout: 90_000 });
  await line.click();
  const shown = page.getByRole('dialog', { name: 'Reports of other patients that the model was shown' });
  await expect(shown.getByText(EARLIER)).toBeVisible();
  await expect(shown.getByText(WORDS)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(workspace.impressionPane.getByText(/^Model draft/)).toBeVisible({ timeout: 90_000 });
  await workspace.expectSaved();

  // The line is stored with the report; what it shows is read from the earlier one.
  await page.reload();
  await expect(line).toBeVisible();
});

async function switchOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Settings/ }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('checkbox', { name: 'Learn from my reports' }).check();
  await expect(settings.getByText('1 different report can serve.')).toBeVisible();
  await page.keyboard.press('Escape');
}
