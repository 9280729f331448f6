import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/library-journey.ts';

test('without a mouse a model is merged, looked at and removed, and axe finds nothing, dark or light', async ({
  page,
  fixtures,
  library,
  merge,
}) => {
  // From the start, so that no chooser opens before anyone listens: a key is quicker than the request to listen.
  page.on('filechooser', () => undefined);
  await page.goto('/');
  await expect(library.open).toBeVisible();
  await page.keyboard.press('Alt+m');
  await expect(library.heading).toBeFocused();
  await expectNoViolations(page, 'empty library');

  await press(page, merge.opener);
  await choose(page, merge.base.getByRole('button', { name: 'Choose files…' }), fixtures.otherBase, true);
  await choose(page, merge.adapter.getByRole('button', { name: 'Choose folder…' }), fixtures.adapter, false);
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expectNoViolations(page, 'files that do not fit');
  await choose(page, merge.base.getByRole('button', { name: 'Choose files…' }), fixtures.baseGguf, false);
  await expect(merge.start).toBeEnabled();
  await expectNoViolations(page, 'ready to merge');

  await press(page, merge.start);
  await expect(library.job(/tiny/i).getByText('Installed')).toBeVisible({ timeout: 60_000 });
  await expectFocusSomewhere(page);
  await expectNoViolations(page, 'merged');

  await press(page, library.row(/tiny/i));
  for (const tab of ['Prompt', 'Provenance', 'Overview']) {
    await tabTo(page, page.getByRole('tab', { selected: true }));
    while (!(await isFocused(page.getByRole('tab', { name: tab })))) await page.keyboard.press('ArrowRight');
    await expectNoViolations(page, tab);
  }

  await press(page, page.getByRole('button', { name: 'Remove…' }));
  await expect(page.getByRole('button', { name: 'Keep', exact: true })).toBeFocused();
  await expectNoViolations(page, 'asked whether to remove');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(library.models).toHaveCount(0);
  await expectFocusSomewhere(page);

  await press(page, library.back);
  await expect(library.heading).toBeHidden();
  await expectFocusSomewhere(page);
});

/** Presses Tab until it is there, then Enter. */
async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80 && !(await isFocused(target)); presses++)
    await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
}

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** The browser's own chooser opens by Enter; what is chosen in it is not the page's affair. */
async function choose(page: Page, button: Locator, path: string, folderAsFiles: boolean): Promise<void> {
  await tabTo(page, button);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  const names = ['config.json', 'model.safetensors', 'tokenizer.json'];
  await (await chooser).setFiles(folderAsFiles ? names.map((name) => `${path}/${name}`) : path);
}

async function expectFocusSomewhere(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
}

async function expectNoViolations(page: Page, state: string): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate(async (name) => {
      document.documentElement.dataset['theme'] = name;
      // Colours in the middle of a transition are nobody's design.
      await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null)));
    }, theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
    expect(found, `${state}, ${theme}`).toEqual([]);
  }
}
