import { CANARY, expect, newProfile, test } from './support/at-rest-journey.ts';
import { spawnBrowser } from '../support/spawn-browser.ts';
import { createRandom } from '../../src/testing/generators/random.ts';
import { StationPage } from './pages/station-page.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

const WORDS = 'four unrelated words here';
const SEED = Number(process.env['READROOM_SEED'] ?? 7);

for (const [kills, tag] of [
  [2, ''],
  [100, ' @full'],
] as const) {
  test(`${kills} browsers killed in mid-write lose no acknowledged edit, and the audit log stays whole${tag}`, async ({
    site,
  }) => {
    test.setTimeout(180_000 + kills * 60_000);
    const random = createRandom(SEED);
    const profile = newProfile();
    let acknowledged = '';
    for (let round = 0; round <= kills; round++) {
      const browser = await spawnBrowser(profile);
      const app = new StationPage(browser.page);
      await browser.page.goto(site.url);
      if (round === 0) await app.setPassphrase(WORDS);
      await app.unlock(WORDS);
      if (round > 0) {
        const text = await app.findings.inputValue();
        expect(text.startsWith(acknowledged), `seed ${SEED}, kill ${round}`).toBe(true);
        await app.verifyAudit();
      }
      if (round === kills) {
        await browser.close();
        break;
      }
      // Acknowledged in any case: while keys come without a pause, no look may find the words saved.
      acknowledged = `${CANARY} round ${round}: `;
      await app.write(acknowledged);
      const typing = app.findings
        .pressSequentially('the left lung is clear. '.repeat(20), { delay: 10 })
        .catch(() => undefined);
      const looks = 10 + random.integer(40);
      for (let look = 0; look < looks; look++) {
        acknowledged = await browser.page.evaluate((before) => {
          const findings = document.querySelector<HTMLTextAreaElement>('#findings');
          const saved = document.querySelector('[data-save="saved"]') !== null;
          return saved && findings !== null ? findings.value : before;
        }, acknowledged);
      }
      await browser.kill();
      await typing;
    }
    expect(filesWith(profile, CANARY)).toEqual([]);
  });
}
