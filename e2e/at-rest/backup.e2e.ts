import { rmSync } from 'node:fs';
import { CANARY, expect, newProfile, test } from './support/at-rest-journey.ts';

const WORDS = 'four unrelated words here';

test('a backup brings every report to a clean profile, checked by count and hashes', async ({
  open,
}, testInfo) => {
  const first = await open();
  for (let index = 0; index < 4; index++) {
    await first.app.write(`${CANARY}${index} goes into the backup.`);
    if (index === 3) break;
    await first.page.keyboard.press('Alt+n');
    await expect(first.app.findings).toHaveValue('');
  }
  const path = testInfo.outputPath('readroom.readroom');
  await first.app.makeBackup(WORDS, path);
  await first.close();

  const clean = newProfile();
  const second = await open(clean);
  await second.app.restoreBackup('another sentence of words', path);
  await expect(second.app.settings.getByRole('alert')).toContainText('not the passphrase of this backup');
  await second.page.keyboard.press('Escape');
  await second.app.restoreBackup(WORDS, path);
  await expect(
    second.app.settings.getByText('Backup restored and checked: 4 reports, 4 new here.'),
  ).toBeVisible();
  await second.page.keyboard.press('Escape');
  await second.page.keyboard.press('Alt+r');
  const list = second.page.getByRole('dialog', { name: 'Reports' });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  await expect(list.getByRole('listitem').first()).toContainText(`${CANARY}3 goes into the backup.`);
  await second.close();
  rmSync(clean, { recursive: true, force: true, maxRetries: 5 });
});
