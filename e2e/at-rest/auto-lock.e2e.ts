import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { StationPage } from './pages/station-page.ts';

const WORDS = 'four unrelated words here';

test('a computer that slept comes back locked, in every tab, with the last words kept', async ({
  open,
  site,
}) => {
  const { page, app, context } = await open();
  await app.setPassphrase(WORDS);
  await page.clock.install();
  await page.reload();
  await app.unlock(WORDS);
  const second = new StationPage(await context.newPage());
  await second.page.goto(site.url);
  await second.unlock(WORDS);

  await app.findings.fill(`${CANARY} before lunch.`);
  await expect(app.saved).toBeVisible();
  // As after closing the lid for so long: due timers run once, and the clock has moved on.
  await page.clock.fastForward('09:00');
  await expect(app.findings).toHaveValue(`${CANARY} before lunch.`);
  await page.clock.fastForward('02:00');
  await expect(app.locked).toBeVisible();
  await expect(second.locked).toBeVisible();
  expect(await second.page.locator('body').innerText()).not.toContain(CANARY);
  await second.unlock(WORDS);
  await second.verifyAudit();
});
