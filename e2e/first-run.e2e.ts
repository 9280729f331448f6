import { expect, test } from './support/journey.ts';
import { EFFUSION } from './support/texts.ts';

test.use({ startFrom: 'fresh' });

test('a first visit: install, type, read the draft, accept it, copy it', async ({
  page,
  firstRun,
  workspace,
}) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Readroom/);
  await expect(firstRun.install).toBeVisible();

  await test.step('typing is possible before the model is there', async () => {
    await workspace.findings.fill('Typed before installing.');
    await workspace.expectSaved();
  });

  await test.step('the model installs with a progress bar', async () => {
    await firstRun.install.click();
    await expect(firstRun.progress).toBeVisible();
    await workspace.expectModelReady();
  });

  const draft = await test.step('the impression follows the findings', async () => {
    await workspace.findings.fill(EFFUSION);
    return workspace.expectDraft();
  });
  await expect(workspace.status).toContainText(/\d+ prefilled, \d+ decoded/);
  await expect(workspace.status).toContainText(/CPU/);

  await test.step('accepting makes it the radiologist’s own', async () => {
    await workspace.accept.click();
    await expect(workspace.impressionPane.getByText('Accepted')).toBeVisible();
    await expect(workspace.impression).toHaveValue(draft);
    await workspace.expectSaved();
  });

  await test.step('the impression is copied', async () => {
    await page.keyboard.press('Control+Shift+C');
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(draft.trim());
  });

  await expect(page.getByRole('button', { name: /On this device/ })).toContainText('0 foreign requests');
});

test('cancelling an install keeps what has arrived, and the next try goes on from there', async ({
  page,
  firstRun,
  workspace,
}) => {
  // The second shard does not come: a quick computer would be through before the cancelling.
  await page.route('**/params_shard_1.bin', () => undefined);
  await page.goto('/');
  const second = page.waitForRequest('**/params_shard_1.bin');
  await firstRun.install.click();
  await second;
  await firstRun.cancel.click();
  await expect(firstRun.install).toHaveText('Resume installing');

  await page.unroute('**/params_shard_1.bin');
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await firstRun.install.click();
  await workspace.expectModelReady();
  expect(requested.filter((path) => path.endsWith('params_shard_0.bin'))).toEqual([]);
  expect(requested.some((path) => path.endsWith('params_shard_4.bin'))).toBe(true);
});
