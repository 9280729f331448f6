import { expect, type Locator, type Page } from '@playwright/test';

/** "Add a model": what is chosen, what was recognised, what is wrong. */
export class MergePage {
  readonly page: Page;
  readonly base: Locator;
  readonly adapter: Locator;
  readonly finished: Locator;
  readonly dropZone: Locator;
  readonly opener: Locator;
  readonly recognised: Locator;
  readonly start: Locator;
  readonly install: Locator;

  constructor(page: Page) {
    this.page = page;
    this.base = page.getByRole('group', { name: 'Base', exact: true });
    this.adapter = page.getByRole('group', { name: 'Adapter', exact: true });
    this.finished = page.getByRole('group', { name: 'From a folder or file', exact: true });
    this.dropZone = page.getByRole('group', { name: 'Drop files here' });
    this.opener = page.getByRole('button', { name: 'Start a merge' });
    this.recognised = page.getByRole('listitem').filter({ has: page.getByText('What was recognised') });
    this.start = page.getByRole('button', { name: 'Merge', exact: true });
    this.install = this.finished.getByRole('button', { name: 'Install', exact: true });
  }

  async openWizard(): Promise<void> {
    await this.opener.click();
    await expect(this.base).toBeVisible();
  }

  /** Chooses files as a person does, through the browser's own chooser. */
  async chooseFiles(group: Locator, paths: string | readonly string[]): Promise<void> {
    await this.#choose(group.getByRole('button', { name: 'Choose files…' }), paths);
  }

  async chooseFolder(group: Locator, path: string): Promise<void> {
    await this.#choose(group.getByRole('button', { name: 'Choose folder…' }), path);
  }

  /** Presses the button when it can be pressed; something that is wrong may be said before. */
  async goOn(button: Locator, alert: Locator): Promise<void> {
    await expect(button.and(this.page.locator(':enabled')).or(alert).first()).toBeVisible({
      timeout: 30_000,
    });
    if ((await alert.count()) === 0) await button.click();
    await expect(alert.first()).toBeVisible({ timeout: 30_000 });
  }

  async #choose(button: Locator, paths: string | readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await button.click();
    await (await chooser).setFiles(typeof paths === 'string' ? paths : [...paths]);
  }
}
