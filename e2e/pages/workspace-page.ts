import { expect, type Locator, type Page } from '@playwright/test';

/** The reporting screen, in the words a user has for it. */
export class WorkspacePage {
  readonly page: Page;
  readonly findings: Locator;
  readonly impression: Locator;
  readonly status: Locator;
  readonly impressionPane: Locator;
  readonly offer: Locator;
  readonly accept: Locator;

  constructor(page: Page) {
    this.page = page;
    this.findings = page.getByRole('textbox', { name: 'Findings', exact: true });
    this.impression = page.getByRole('textbox', { name: 'Impression', exact: true });
    this.status = page.getByRole('status', { name: 'Status' });
    this.impressionPane = page.getByRole('region', { name: 'Impression pane' });
    this.offer = page.getByRole('region', { name: /^Suggested impression/ });
    this.accept = page.getByRole('button', { name: /^Accept/ });
  }

  /** Opens the app with the model installed, and waits until it can draft. */
  async openReady(): Promise<void> {
    await this.page.goto('/');
    await this.expectModelReady();
  }

  async expectModelReady(): Promise<void> {
    await expect(this.status).toContainText(/SmolLM2/i, { timeout: 90_000 });
    await expect(this.page.getByRole('progressbar')).toHaveCount(0, { timeout: 90_000 });
  }

  /** A finished draft about the findings on screen stands in the impression. */
  async expectDraft(): Promise<string> {
    await expect(this.impressionPane.getByText('Model draft, not accepted yet')).toBeVisible({
      timeout: 90_000,
    });
    const text = await this.impression.inputValue();
    expect(text.trim()).not.toBe('');
    return text;
  }

  async expectSaved(): Promise<void> {
    await expect(this.status).toContainText('Saved');
    await expect(this.status.locator('[data-save="saved"]')).toBeVisible();
  }
}
