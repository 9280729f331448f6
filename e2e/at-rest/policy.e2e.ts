import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StationPage } from './pages/station-page.ts';
import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { expectNoViolations } from '../support/no-violations.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

const WORDS = 'four unrelated words here';

test.use({ ownSite: true });

test('a site that asks for a passphrase gets one before another word is written, and what a demo wrote under it', async ({
  open,
  site,
  profile,
}) => {
  const ask = (policy: unknown): void =>
    writeFileSync(join(site.dist, 'policy.json'), JSON.stringify(policy));
  const { page, app, context, close } = await open();
  await app.write(`${CANARY} in a demo.`);
  const other = new StationPage(await context.newPage());
  await other.page.goto(site.url);
  await expect(other.findings).toHaveValue(`${CANARY} in a demo.`);
  ask({ schemaVersion: 1, requirePassphrase: true });
  await page.reload();

  await test.step('nothing else is on the page, and it can be set with the keys', async () => {
    await expect(page.getByRole('heading', { name: 'Set a passphrase' })).toBeVisible();
    const first = page.getByLabel('Passphrase', { exact: true });
    await expect(first).toBeFocused();
    expect(await page.locator('body').innerText()).not.toContain(CANARY);
    await expect(app.findings).toHaveCount(0);
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Use at least 15 characters/)).toBeVisible();
    await expectNoViolations(page, 'required passphrase');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(WORDS);
    await page.keyboard.press('Tab');
    await page.keyboard.type(WORDS);
    await page.keyboard.press('Enter');
  });
  await test.step('every tab is locked then, and opens what was there', async () => {
    await expect(app.locked).toBeVisible();
    await expect(other.locked).toBeVisible();
    await app.unlock(WORDS);
    await expect(app.findings).toHaveValue(`${CANARY} in a demo.`);
    await app.verifyAudit();
  });
  await test.step('a policy with a slip of the pen starts nothing, and harms nothing', async () => {
    ask({ schemaVersion: 1, requirePasphrase: true });
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Readroom does not start here' })).toBeVisible();
    await expectNoViolations(page, 'policy that cannot be read');
    ask({ schemaVersion: 1, requirePassphrase: true });
    await page.getByRole('button', { name: 'Try again' }).click();
    await app.unlock(WORDS);
    await expect(app.findings).toHaveValue(`${CANARY} in a demo.`);
  });
  await close();
  expect(filesWith(profile, CANARY)).toEqual([]);
});
