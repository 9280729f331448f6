import { rmSync } from 'node:fs';
import { expect, test as base } from '@playwright/test';
import { FirstRunPage } from './pages/first-run-page.ts';
import { WorkspacePage } from './pages/workspace-page.ts';
import { copyOfProfile, openHarness } from './support/journey.ts';
import { E2E_URL } from './support/place.ts';
import { spawnBrowser, type SpawnedBrowser } from './support/spawn-browser.ts';

const test = base.extend<{ profile: string; launch: () => Promise<SpawnedBrowser> }>({
  // Playwright wants the first argument destructured, even when nothing is taken from it.
  // eslint-disable-next-line no-empty-pattern
  profile: async ({}, use) => {
    const profile = copyOfProfile('fresh');
    await use(profile);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  launch: async ({ profile }, use) => {
    const launched: SpawnedBrowser[] = [];
    await use(async () => {
      const browser = await spawnBrowser(profile);
      launched.push(browser);
      return browser;
    });
    // Nothing of a failed test goes on running.
    for (const browser of launched) await browser.kill();
  },
});

test('a browser killed in mid-install loses no file that had arrived', async ({ launch }) => {
  const first = await launch();
  // When the fourth shard is asked for, the ones before it are stored and verified; and it does not come.
  await first.page.route('**/params_shard_3.bin', () => undefined);
  await first.page.goto(E2E_URL);
  const fourth = first.page.waitForRequest('**/params_shard_3.bin');
  await new FirstRunPage(first.page).install.click();
  await fourth;
  await first.kill();

  const second = await launch();
  try {
    const requested: string[] = [];
    second.page.on('request', (request) => requested.push(request.url().split('/').at(-1) ?? ''));
    await openHarness(second.page, E2E_URL);
    const install = await second.page.evaluate(() => window.readroomHarness?.install());
    expect(install?.resumedBytes).toBeGreaterThan(60e6);
    expect(requested).not.toContain('params_shard_0.bin');
    expect(requested).not.toContain('params_shard_1.bin');
    expect(requested).not.toContain('params_shard_2.bin');
    expect(requested).toContain('params_shard_4.bin');
    // Whole and usable: loading checks every hash again.
    const load = await second.page.evaluate(() => window.readroomHarness?.load());
    expect(load?.id).toBe(install?.id);
  } finally {
    await second.close();
  }
});

test('a browser killed in mid-typing loses no keystroke that was shown as saved', async ({ launch }) => {
  const sentence = 'The left lung shows a new opacity at the base, and the right one is clear. ';
  for (let round = 1; round <= 3; round++) {
    const browser = await launch();
    const workspace = new WorkspacePage(browser.page);
    await browser.page.goto(E2E_URL);
    await expect(workspace.findings).toBeVisible();
    if (round > 1) {
      // The last report comes back first; a new one is begun beside it.
      await expect(workspace.findings).not.toHaveValue('');
      await browser.page.keyboard.press('Alt+n');
    }
    await expect(workspace.findings).toHaveValue('');

    // One sentence is acknowledged in any case: a slow computer saves nothing whole while keys come without a pause.
    await workspace.findings.pressSequentially(sentence, { delay: 12 });
    await expect(browser.page.locator('[data-save="saved"]')).toBeVisible();
    let acknowledged = sentence;

    const typing = { goesOn: true };
    const typed = workspace.findings
      .pressSequentially(sentence.repeat(3), { delay: 12 })
      .catch(() => undefined)
      .finally(() => {
        typing.goesOn = false;
      });
    // The text on screen at a moment when the status said "Saved": both read at once, so that they belong together.
    for (
      let looks = 0;
      typing.goesOn && (acknowledged.length < sentence.length + 40 * round || looks < 20);
      looks++
    ) {
      const shown = await browser.page.evaluate(() => {
        const findings = document.querySelector<HTMLTextAreaElement>('#findings');
        const saved = document.querySelector('[data-save="saved"]') !== null;
        return saved && findings !== null ? findings.value : null;
      });
      if (shown !== null) acknowledged = shown;
    }
    await browser.kill();
    await typed;

    const again = await launch();
    await again.page.goto(E2E_URL);
    const restored = new WorkspacePage(again.page);
    await expect(restored.findings).not.toHaveValue('');
    const text = await restored.findings.inputValue();
    expect(text.startsWith(acknowledged)).toBe(true);
    expect(sentence.repeat(4).startsWith(text)).toBe(true);
    await again.close();
  }
});
