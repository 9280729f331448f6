import { expect, type Locator, type Page } from '@playwright/test';

/** What the app says of its own version, in the words a user has for it. */
export class VersionPage {
  readonly page: Page;
  readonly offer: Locator;
  readonly use: Locator;
  readonly later: Locator;
  readonly section: Locator;

  constructor(page: Page) {
    this.page = page;
    this.offer = page.getByRole('status', { name: 'Version' });
    this.use = this.offer.getByRole('button', { name: 'Use the new version' });
    this.later = this.offer.getByRole('button', { name: 'Later' });
    this.section = page.getByRole('region', { name: 'This version' });
  }

  /** All of the app is in this browser, and its service worker answers for this page. */
  async expectKept(): Promise<void> {
    await expect
      .poll(() => this.page.evaluate(() => navigator.serviceWorker.controller?.state ?? 'none'), {
        timeout: 60_000,
      })
      .toBe('activated');
  }

  /** The same, and its service worker has looked through all of it: it opens no cache any more. */
  async expectLookedThrough(): Promise<void> {
    await this.expectKept();
    await this.openSettings();
    await expect(this.section).toContainText('yes, all of it is in this browser', { timeout: 60_000 });
    await this.page.keyboard.press('Escape');
    await expect(this.section).toBeHidden();
  }

  async openSettings(): Promise<void> {
    await this.page.getByRole('button', { name: 'Settings' }).click();
    await expect(this.section).toBeVisible();
  }

  /** As the app does it every hour. */
  async look(): Promise<void> {
    await this.openSettings();
    await this.section.getByRole('button', { name: 'Look for a new version' }).click();
    await this.page.keyboard.press('Escape');
  }
}
