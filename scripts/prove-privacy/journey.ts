import { expect } from '@playwright/test';
import type { Page } from 'playwright-core';
import { LibraryPage } from '../../e2e/library/pages/library-page.ts';
import type { WorkspacePage } from '../../e2e/pages/workspace-page.ts';
import { privacyPage } from './privacy-step.ts';
import { expectDraft, install, SLOW_MS, writeReport } from './screen.ts';

/** A step that was done; one that cannot be done ends the run. */
export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

const FINDINGS =
  'There is a moderate right pleural effusion with adjacent atelectasis. The left lung is clear. No pneumothorax.';
const LATER = 'The lungs are clear. The heart is normal in size. No pleural effusion.';

/** The whole work from an empty browser on: install, type, draft, accept, copy, look things up, export, settings. */
export async function runJourney(page: Page, url: string, onStep: (name: string) => void): Promise<Step[]> {
  const steps: Step[] = [];
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    onStep(name);
    const started = performance.now();
    await work();
    steps.push({ name, milliseconds: Math.round(performance.now() - started) });
  };
  let workspace!: WorkspacePage;
  await step('install the model', async () => {
    workspace = await install(page, url);
  });
  await step('type findings, read the draft, accept it', () => writeReport(workspace, FINDINGS));
  await step('copy the impression and the whole report', () => copyBoth(page));
  await step('write an impression of one’s own, take the offer, undo', () => ownWords(workspace));
  await step('sample findings', () => sampleFindings(page, workspace));
  await step('reports: search, reopen, delete, undo', () => reportsList(page, workspace));
  await step('every setting that changes nothing lasting', () => settings(page));
  await step('commands', () => commands(page));
  await step('model library: open, rename, export to a file', () => modelLibrary(page));
  await step('the privacy page with its self-test and evidence pack', () => privacyPage(page));
  await step('reload and go on', async () => {
    await page.goto(url);
    await expect(workspace.findings).not.toHaveValue('', { timeout: SLOW_MS });
  });
  return steps;
}

/** The clipboard is asked, since "Copied" stands for a moment only. */
async function copyBoth(page: Page): Promise<void> {
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(copied).not.toBe('');
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect.poll(copied).toContain(FINDINGS);
}

async function ownWords(workspace: WorkspacePage): Promise<void> {
  const { page } = workspace;
  await page.keyboard.press('Alt+n');
  await expect(workspace.findings).toHaveValue('');
  await workspace.findings.fill(LATER);
  await expectDraft(workspace);
  await workspace.impression.fill('My own impression.');
  await workspace.findings.fill(FINDINGS);
  const use = workspace.offer.getByRole('button', { name: /Use instead of mine/ });
  await expect(use).toBeEnabled({ timeout: SLOW_MS });
  await use.click();
  await page.getByRole('button', { name: 'Undo accept' }).click();
  await expect(workspace.impression).toHaveValue('My own impression.');
}

async function sampleFindings(page: Page, workspace: WorkspacePage): Promise<void> {
  await page.keyboard.press('Alt+n');
  await expect(workspace.findings).toHaveValue('');
  await page.getByRole('button', { name: 'Sample findings' }).click();
  await page.getByRole('menuitem').first().click();
  await expect(workspace.findings).not.toHaveValue('');
  await expectDraft(workspace);
}

async function reportsList(page: Page, workspace: WorkspacePage): Promise<void> {
  await page.keyboard.press('Alt+r');
  const reports = page.getByRole('dialog', { name: 'Reports' });
  const items = reports.getByRole('listitem');
  await expect(items).toHaveCount(3);
  await reports.getByLabel('Search reports').fill('effusion atelectasis');
  await items.first().getByRole('button', { name: 'Delete report' }).click();
  await reports.getByRole('button', { name: 'Undo' }).click();
  await items.first().getByRole('button').first().click();
  await expect(workspace.findings).toHaveValue(/effusion/);
}

async function settings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'Settings' });
  await drawer.getByLabel('Appearance', { exact: true }).selectOption('light');
  await drawer.getByLabel('Pause before a draft starts').selectOption('300');
  await drawer.getByLabel('Appearance', { exact: true }).selectOption('dark');
  const learn = drawer.getByLabel('Learn from my reports');
  if (await learn.isEnabled()) await learn.setChecked(true);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
}

async function commands(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette).toBeVisible();
  await page.keyboard.type('draft again');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
}

async function modelLibrary(page: Page): Promise<void> {
  const library = new LibraryPage(page);
  await library.goTo();
  await library.models.getByRole('listitem').first().getByRole('button').first().click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Name of the model').fill('Our model');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Our model' })).toBeVisible();
  const download = page.waitForEvent('download', { timeout: SLOW_MS });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await (await download).delete();
  await library.back.click();
}
