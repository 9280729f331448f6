import { expect, test } from './support/journey.ts';

test('reports are listed, found, reopened, deleted and brought back', async ({ workspace, page }) => {
  await page.goto('/');
  await workspace.findings.fill('Alpha findings about the left hilum.');
  await workspace.expectSaved();
  await page.keyboard.press('Alt+n');
  await expect(workspace.findings).toHaveValue('');
  await expect(workspace.findings).toBeFocused();
  await workspace.findings.fill('Beta findings about the right apex.');
  await workspace.expectSaved();

  await page.keyboard.press('Alt+r');
  const reports = page.getByRole('dialog', { name: 'Reports' });
  const items = reports.getByRole('listitem');
  await expect(items).toHaveCount(2);
  await reports.getByLabel('Search reports').fill('hilum');
  await expect(items).toHaveCount(1);

  await items.getByRole('button', { name: 'Delete report' }).click();
  await expect(items).toHaveCount(0);
  await reports.getByRole('button', { name: 'Undo' }).click();
  await expect(items).toHaveCount(1);

  await items.getByRole('button', { name: /Alpha/ }).click();
  await expect(workspace.findings).toHaveValue('Alpha findings about the left hilum.');
});

test('two tabs on one report: the second is told and overwrites nothing', async ({
  workspace,
  page,
  context,
}) => {
  await page.goto('/');
  await workspace.findings.fill('First text.');
  await workspace.expectSaved();
  const other = await context.newPage();
  await other.goto('/');
  const otherFindings = other.getByRole('textbox', { name: 'Findings', exact: true });
  await expect(otherFindings).toHaveValue('First text.');

  await workspace.findings.fill('First text, changed in the first tab.');
  await workspace.expectSaved();
  await expect(other.getByText(/changed in another tab/)).toBeVisible();
  await other.getByRole('button', { name: 'Show the other version' }).click();
  await expect(otherFindings).toHaveValue('First text, changed in the first tab.');
});
