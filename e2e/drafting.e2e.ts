import { expect, test } from './support/journey.ts';
import { EFFUSION, NORMAL, ONE_MORE_SENTENCE } from './support/texts.ts';

test('newer findings make the draft stale and then replace it, reusing what was computed', async ({
  workspace,
}) => {
  await workspace.openReady();
  await workspace.findings.fill(EFFUSION);
  await workspace.expectDraft();

  await workspace.findings.press('End');
  await workspace.findings.pressSequentially(ONE_MORE_SENTENCE);
  await expect(workspace.impressionPane.getByText(/^Outdated/)).toBeVisible();
  // The old words stay readable until new ones come.
  expect((await workspace.impression.inputValue()).trim()).not.toBe('');

  await workspace.expectDraft();
  const reused = Number(/(\d+) reused/.exec(await workspace.status.innerText())?.[1] ?? 0);
  expect(reused).toBeGreaterThan(20);
});

test('what a person wrote is never overwritten: the model offers', async ({ workspace, page }) => {
  await workspace.openReady();
  await workspace.findings.fill(NORMAL);
  await workspace.expectDraft();

  const mine = 'My own impression.';
  await workspace.impression.fill(mine);
  await expect(workspace.impressionPane.getByText('Your words')).toBeVisible();

  await workspace.findings.fill(EFFUSION);
  await expect(workspace.offer).toBeVisible({ timeout: 90_000 });
  const use = workspace.offer.getByRole('button', { name: /Use instead of mine/ });
  await expect(use).toBeEnabled({ timeout: 90_000 });
  await expect(workspace.impression).toHaveValue(mine);

  await workspace.offer.getByRole('button', { name: /Dismiss/ }).click();
  await expect(workspace.offer).toBeHidden();
  await expect(workspace.impression).toHaveValue(mine);

  await workspace.findings.fill(NORMAL);
  await expect(use).toBeEnabled({ timeout: 90_000 });
  await use.click();
  await expect(workspace.impression).not.toHaveValue(mine);
  await page.getByRole('button', { name: 'Undo accept' }).click();
  await expect(workspace.impression).toHaveValue(mine);
});

test('a reload brings the report back as it was', async ({ workspace, page }) => {
  await workspace.openReady();
  await workspace.findings.fill(EFFUSION);
  const draft = await workspace.expectDraft();
  await workspace.accept.click();
  await workspace.expectSaved();

  await page.reload();
  await expect(workspace.findings).toHaveValue(EFFUSION);
  await expect(workspace.impression).toHaveValue(draft);
  await expect(workspace.impressionPane.getByText('Accepted')).toBeVisible();
});

test('the same findings give the same impression', async ({ workspace, page }) => {
  await workspace.openReady();
  await workspace.findings.fill(EFFUSION);
  const first = await workspace.expectDraft();
  // Of the same findings the second draft reads one token anew. The old words stand until the first new ones come, so
  // what is on screen does not tell when it is done.
  const cost = workspace.status.getByText(/\d+ prefilled/);
  await expect(cost).not.toContainText(' 1 prefilled');
  await page.keyboard.press('Alt+g');
  await expect(cost).toContainText(' 1 prefilled', { timeout: 90_000 });
  expect(await workspace.expectDraft()).toBe(first);
});
