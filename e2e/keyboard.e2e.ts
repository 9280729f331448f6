import { expect, test } from './support/journey.ts';
import { NORMAL } from './support/texts.ts';

test('the whole work goes without a mouse', async ({ workspace, page }) => {
  await workspace.openReady();
  await expect(workspace.findings).toBeFocused();
  await page.keyboard.type(NORMAL);
  await workspace.expectDraft();

  await test.step('accept from where the hands are', async () => {
    await page.keyboard.press('Control+Enter');
    await expect(workspace.impressionPane.getByText('Accepted')).toBeVisible();
    await expect(workspace.findings).toBeFocused();
  });

  await test.step('Tab reaches the impression, and typing there makes it one’s own', async () => {
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      if (await workspace.impression.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(workspace.impression).toBeFocused();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Compare with the prior study.');
    await expect(workspace.impressionPane.getByText('Your words')).toBeVisible();
  });

  await test.step('every action is in the palette', async () => {
    await workspace.findings.focus();
    const before = await workspace.findings.inputValue();
    const palette = page.getByRole('dialog', { name: 'Commands' });
    // At once, as a person types who knows the key: the palette's script is not here yet.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such command');
    await expect(palette.getByText('No command has this name.')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expect(workspace.findings).toBeFocused();
    await expect(workspace.findings).toHaveValue(before);

    await page.keyboard.press('Control+k');
    await page.keyboard.type('new report');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(workspace.findings).toHaveValue('');
    await expect(workspace.findings).toBeFocused();
  });
});
