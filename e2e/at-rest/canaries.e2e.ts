import { writeFileSync } from 'node:fs';
import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

const WORDS = 'four unrelated words here';

for (const [reports, tag] of [
  [5, ''],
  [100, ' @full'],
] as const) {
  test(`after ${reports} reports no file of the profile holds a word of one, and nothing said one aloud${tag}`, async ({
    open,
    profile,
  }, testInfo) => {
    test.setTimeout(180_000 + reports * 6_000);
    const { page, app, close } = await open();
    await app.setPassphrase(WORDS);
    await app.unlock(WORDS);
    for (let index = 0; index < reports; index++) {
      await app.write(`${CANARY}${index} in the left lung.`);
      if (index % 5 === 0) {
        await page.getByRole('textbox', { name: 'Impression', exact: true }).fill(`${CANARY} impression.`);
        await expect(app.saved).toBeVisible();
      }
      if (index < reports - 1) {
        await page.keyboard.press('Alt+n');
        await expect(app.findings).toHaveValue('');
      }
    }
    await test.step('searching works over what is encrypted', async () => {
      await page.keyboard.press('Alt+r');
      const list = page.getByRole('dialog', { name: 'Reports' });
      await list.getByLabel('Search reports').fill(`${CANARY}${reports - 1} left`);
      await expect(list.getByRole('listitem')).toHaveCount(1);
      await page.keyboard.press('Escape');
    });
    await test.step('errors, a copy, a backup and a page that is closed in mid-typing', async () => {
      const rubbish = testInfo.outputPath('rubbish.readroom');
      writeFileSync(rubbish, `${CANARY} is no backup`);
      await app.restoreBackup(WORDS, rubbish);
      await expect(app.settings.getByRole('alert')).toContainText('not a backup');
      await page.keyboard.press('Escape');
      const backup = testInfo.outputPath('backup.readroom');
      await app.makeBackup(WORDS, backup);
      expect(filesWith(testInfo.outputPath('.'), `${CANARY}1`)).toEqual([]);
      await app.findings.fill(`${CANARY} last words.`);
      await page.reload();
      await app.unlock(WORDS);
      await expect(app.findings).toHaveValue(`${CANARY} last words.`);
    });
    await close();
    expect(filesWith(profile, CANARY)).toEqual([]);
    // The search itself finds what is there: the name of the database, which is no secret.
    expect(filesWith(profile, 'readroom-sealed')).not.toEqual([]);
  });
}
