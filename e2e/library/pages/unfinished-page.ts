import type { Locator, Page } from '@playwright/test';
import { MergePage } from './merge-page.ts';

/** The one model that is not whole: go on with it, or free its room. */
export class UnfinishedPage {
  readonly region: Locator;
  readonly model: Locator;
  readonly goOn: Locator;
  readonly remove: Locator;
  readonly base: Locator;
  readonly adapter: Locator;
  readonly alert: Locator;
  readonly #chooser: MergePage;

  constructor(page: Page) {
    this.region = page.getByRole('region', { name: 'Unfinished models' });
    this.model = this.region.getByRole('listitem');
    this.goOn = this.model.getByRole('button', { name: /^(Go on|Repair)$/ });
    this.remove = this.model.getByRole('button', { name: /^Remove/ });
    this.base = this.model.getByRole('group', { name: 'Base', exact: true });
    this.adapter = this.model.getByRole('group', { name: 'Adapter', exact: true });
    this.alert = this.model.getByRole('alert');
    this.#chooser = new MergePage(page);
  }

  /** Answers the question for the files of one input, as at the beginning. */
  async chooseAgain(group: Locator, folder: string): Promise<void> {
    await this.#chooser.chooseFolder(group, folder);
  }
}
