import { expect, type Locator, type Page } from '@playwright/test';

/** The Model library, in the words a user has for it. */
export class LibraryPage {
  readonly page: Page;
  readonly open: Locator;
  readonly heading: Locator;
  readonly back: Locator;
  readonly models: Locator;
  readonly jobs: Locator;
  readonly unfinished: Locator;

  constructor(page: Page) {
    this.page = page;
    this.open = page.getByRole('button', { name: /^Models/ });
    this.heading = page.getByRole('heading', { name: 'Model library', exact: true });
    this.back = page.getByRole('button', { name: 'Back to the report' });
    this.models = page.getByRole('list', { name: 'Installed models' });
    this.jobs = page.getByRole('list', { name: 'Jobs' });
    this.unfinished = page.getByRole('region', { name: 'Unfinished models' });
  }

  /** From the reporting screen. */
  async goTo(): Promise<void> {
    await this.open.click();
    await expect(this.heading).toBeVisible();
  }

  /** Everything that this page may need is at hand: nothing more is asked of the server. */
  async expectReadyOffline(): Promise<void> {
    await expect(this.page.getByText(/Ready to work without a network/)).toBeVisible({ timeout: 60_000 });
  }

  model(name: string | RegExp): Locator {
    return this.models.getByRole('listitem').filter({ hasText: name });
  }

  /** The button in a model's row that opens it. */
  row(name: string | RegExp): Locator {
    return this.model(name).getByRole('button').first();
  }

  job(name: string | RegExp): Locator {
    return this.jobs.getByRole('listitem').filter({ hasText: name });
  }
}
