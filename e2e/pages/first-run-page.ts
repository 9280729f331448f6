import type { Locator, Page } from '@playwright/test';

/** What stands in place of a draft until a model is installed. */
export class FirstRunPage {
  readonly page: Page;
  readonly install: Locator;
  readonly progress: Locator;
  readonly cancel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.install = page.getByRole('button', { name: /^(Install model|Resume installing)$/ });
    this.progress = page.getByRole('progressbar');
    this.cancel = page.getByRole('button', { name: 'Cancel' });
  }
}
