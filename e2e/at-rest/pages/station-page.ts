import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';

/** The reporting screen, the lock screen and the settings about what is stored, in the words a user has for them. */
export class StationPage {
  readonly page: Page;
  readonly findings: Locator;
  readonly saved: Locator;
  readonly locked: Locator;
  readonly passphrase: Locator;
  readonly settings: Locator;

  constructor(page: Page) {
    this.page = page;
    this.findings = page.getByRole('textbox', { name: 'Findings', exact: true });
    this.saved = page.locator('[data-save="saved"]');
    this.locked = page.getByRole('heading', { name: 'Readroom is locked' });
    this.passphrase = page.getByLabel('Passphrase', { exact: true });
    this.settings = page.getByRole('dialog', { name: 'Settings' });
  }

  async write(text: string): Promise<void> {
    await this.findings.fill(text);
    await expect(this.page.locator('[data-save="unsaved"], [data-save="saving"]')).toHaveCount(0);
    await expect(this.saved).toBeVisible();
  }

  async openSettings(): Promise<void> {
    await this.page.getByRole('button', { name: 'Settings', exact: true }).click();
    await expect(this.settings).toBeVisible();
  }

  /** From a demo to a passphrase; the lock screen is there afterwards. */
  async setPassphrase(passphrase: string): Promise<void> {
    await this.openSettings();
    const form = this.settings.getByRole('form', { name: 'Set passphrase and lock' });
    await form.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await form.getByLabel('The same again').fill(passphrase);
    await form.getByRole('button', { name: 'Set passphrase and lock' }).click();
    await expect(this.locked).toBeVisible();
  }

  async tryPassphrase(passphrase: string): Promise<void> {
    await this.passphrase.fill(passphrase);
    await this.page.keyboard.press('Enter');
  }

  async unlock(passphrase: string): Promise<void> {
    await this.tryPassphrase(passphrase);
    await expect(this.findings).toBeVisible();
  }

  async makeBackup(passphrase: string, path: string): Promise<void> {
    await this.openSettings();
    await this.settings.getByRole('button', { name: 'Make a backup' }).click();
    const form = this.settings.getByRole('form', { name: 'Write the backup' });
    await form.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await form.getByLabel('The same again').fill(passphrase);
    const download = this.page.waitForEvent('download');
    await form.getByRole('button', { name: 'Write the backup' }).click();
    await (await download).saveAs(path);
    await expect(this.settings.getByText(/^Backup written/)).toBeVisible();
    await this.page.keyboard.press('Escape');
  }

  async restoreBackup(passphrase: string, path: string): Promise<void> {
    await this.openSettings();
    await this.settings.getByRole('button', { name: 'Restore a backup' }).click();
    const form = this.settings.getByRole('form', { name: 'Restore a backup' });
    await form.getByLabel('Backup file').setInputFiles(path);
    await form.getByLabel('Passphrase of the backup').fill(passphrase);
    await form.getByRole('button', { name: 'Restore', exact: true }).click();
  }

  /** The exported audit log, as text. */
  async exportAudit(): Promise<string> {
    await this.openSettings();
    const download = this.page.waitForEvent('download');
    await this.settings.getByRole('button', { name: 'Export', exact: true }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    await this.page.keyboard.press('Escape');
    await expect(this.settings).toBeHidden();
    return text;
  }

  /** What the audit log says of itself. */
  async verifyAudit(): Promise<void> {
    await this.openSettings();
    await this.settings.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(this.settings.getByText(/^The log is whole/)).toBeVisible();
    await this.page.keyboard.press('Escape');
    await expect(this.settings).toBeHidden();
  }
}
