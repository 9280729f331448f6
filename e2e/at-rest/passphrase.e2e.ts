import type { Page } from '@playwright/test';
import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { expectNoViolations } from '../support/no-violations.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

const WORDS = 'four unrelated words here';
const OTHER = 'another sentence of words';

/** As after so many wrong passphrases: waiting for them would take minutes. */
async function setFailedTries(page: Page, failed: number): Promise<void> {
  await page.evaluate(async (count) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('readroom-sealed');
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = database.transaction('vault', 'readwrite');
    transaction.objectStore('vault').put({ name: 'tries', value: { failed: count, lastAt: Date.now() } });
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }, failed);
}

test('a demo says that it is one; a passphrase locks, and opens again what was written', async ({
  open,
  profile,
}) => {
  const { page, app, close } = await open();
  await expect(page.getByRole('button', { name: 'Demo: no passphrase' })).toBeVisible();
  await app.write(`${CANARY} one.`);
  await app.setPassphrase(WORDS);

  await test.step('the lock screen tells nothing, and has the cursor', async () => {
    await expect(app.passphrase).toBeFocused();
    expect(await page.locator('body').innerText()).not.toContain(CANARY);
    await expectNoViolations(page, 'locked, dark');
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
    await expectNoViolations(page, 'locked, light');
  });
  await test.step('a wrong passphrase opens nothing; after too many there is a wait, reload or not', async () => {
    await app.tryPassphrase('not the passphrase');
    await expect(page.getByRole('alert')).toContainText('This is not the passphrase.');
    await setFailedTries(page, 9);
    await page.reload();
    await expect(page.getByText(/^The next try is possible in \d+ s/)).toBeVisible();
    await app.tryPassphrase(WORDS);
    await expect(page.getByRole('alert')).toContainText('Too many wrong passphrases');
    await setFailedTries(page, 0);
    await page.reload();
  });
  await test.step('one that is shown can be read, and is hidden and forgotten with the page', async () => {
    await app.passphrase.fill(WORDS);
    await page.getByRole('checkbox', { name: 'Show passphrase' }).check();
    await expect(app.passphrase).toHaveAttribute('type', 'text');
    await expectNoViolations(page, 'shown');
    // The browser writes to the disk what it could bring back of the fields.
    await page.reload();
    await expect(app.passphrase).toHaveAttribute('type', 'password');
    await expect(app.passphrase).toHaveValue('');
  });
  await test.step('the right one opens it', async () => {
    await app.unlock(WORDS);
    await expect(app.findings).toHaveValue(`${CANARY} one.`);
    await expect(page.getByRole('button', { name: 'Demo: no passphrase' })).toHaveCount(0);
    await app.verifyAudit();
  });
  await test.step('one key locks, with words that were typed just before', async () => {
    await app.findings.fill(`${CANARY} one, and the last words.`);
    await page.keyboard.press('Alt+l');
    await expect(app.locked).toBeVisible();
    await app.unlock(WORDS);
    await expect(app.findings).toHaveValue(`${CANARY} one, and the last words.`);
  });
  await test.step('a changed passphrase opens it, and the old one no more', async () => {
    await app.openSettings();
    await app.settings.getByRole('button', { name: 'Change passphrase' }).click();
    const form = app.settings.getByRole('form', { name: 'Change the passphrase' });
    await form.getByLabel('Current passphrase').fill('not the passphrase');
    await form.getByLabel('New passphrase').fill(OTHER);
    await form.getByLabel('The same again').fill(OTHER);
    await expectNoViolations(page, 'settings');
    await form.getByRole('button', { name: 'Change the passphrase' }).click();
    await expect(form.getByRole('alert')).toContainText('This is not the passphrase.');
    await form.getByLabel('Current passphrase').fill(WORDS);
    await form.getByRole('button', { name: 'Change the passphrase' }).click();
    await expect(app.settings.getByText('The passphrase is changed.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(app.settings).toBeHidden();
    expect(await app.exportAudit()).toContain('"kind": "passphrase-change-refused"');
    await page.reload();
    await app.tryPassphrase(WORDS);
    await expect(page.getByRole('alert')).toBeVisible();
    await app.unlock(OTHER);
    await expect(app.findings).toHaveValue(/last words/);
  });
  await close();
  for (const words of [CANARY, WORDS, OTHER]) expect(filesWith(profile, words)).toEqual([]);
});

test('setting a passphrase, locking and unlocking go without a mouse', async ({ open }) => {
  const { page, app } = await open();
  await expect(app.findings).toBeFocused();
  await page.keyboard.type(`${CANARY} two.`);
  await expect(app.saved).toBeVisible();
  const demo = page.getByRole('button', { name: 'Demo: no passphrase' });
  await demo.focus();
  await page.keyboard.press('Enter');
  const form = app.settings.getByRole('form', { name: 'Set passphrase and lock' });
  const first = form.getByLabel('Passphrase', { exact: true });
  for (let tabs = 0; tabs < 40; tabs++) {
    if (await first.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(first).toBeFocused();
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(form.getByText(/^Use at least 15 characters/)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Tab');
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Enter');
  await expect(app.locked).toBeVisible();
  await expect(app.passphrase).toBeFocused();
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Enter');
  await expect(app.findings).toHaveValue(`${CANARY} two.`);
  await expect(app.findings).toBeFocused();
});
