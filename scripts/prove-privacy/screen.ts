import { expect } from '@playwright/test';
import type { Page } from 'playwright-core';
import { FirstRunPage } from '../../e2e/pages/first-run-page.ts';
import { WorkspacePage } from '../../e2e/pages/workspace-page.ts';

/** Installing, loading and drafting on a machine with other work. */
export const SLOW_MS = 300_000;

/** From an empty browser to a model that can draft. */
export async function install(page: Page, url: string): Promise<WorkspacePage> {
  const workspace = new WorkspacePage(page);
  await page.goto(url);
  await new FirstRunPage(page).install.click({ timeout: SLOW_MS });
  await expectEngine(workspace);
  return workspace;
}

/** Some engine is loaded, whatever the model is called. */
export async function expectEngine(workspace: WorkspacePage): Promise<void> {
  await expect(workspace.status).toContainText(/CPU|GPU/, { timeout: SLOW_MS });
  await expect(workspace.page.getByRole('progressbar')).toHaveCount(0, { timeout: SLOW_MS });
}

/** A finished draft of the findings on screen; one that met the length limit is one too. */
export async function expectDraft(workspace: WorkspacePage): Promise<string> {
  await expect(workspace.impressionPane.getByText(/^Model draft, (not accepted yet|incomplete)/)).toBeVisible(
    { timeout: SLOW_MS },
  );
  const text = await workspace.impression.inputValue();
  expect(text.trim()).not.toBe('');
  return text;
}

/** A fresh report with these findings, drafted, accepted and on disk. */
export async function writeReport(workspace: WorkspacePage, findings: string): Promise<void> {
  const { page } = workspace;
  if ((await workspace.findings.inputValue()) !== '') {
    await page.keyboard.press('Alt+n');
    await expect(workspace.findings).toHaveValue('');
  }
  await workspace.findings.fill(findings);
  await expectDraft(workspace);
  await workspace.accept.click();
  await expect(workspace.impressionPane.getByText('Accepted')).toBeVisible();
  await expect(workspace.status.locator('[data-save="saved"]')).toBeVisible({ timeout: SLOW_MS });
}
