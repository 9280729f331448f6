import { draft, reload } from './support/calls.ts';
import { expect, loadOnGpu, test as shared } from './support/gpu-journey.ts';
import { openSite, type Site } from './support/site.ts';

const MODEL = 'tiny-llama-q8f16_1';
const FINDINGS = 'The lungs are clear.';

const test = shared.extend<{ site: Site }>({
  // Playwright reads the fixtures that are wanted from this pattern.
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    const site = await openSite();
    await use(site);
    await site.remove();
  },
});

// What Chromium says of a server that is gone.
test.use({ expectedTrouble: /ERR_CONNECTION_REFUSED/ });

test('an installed model loads on the graphics card when the server is gone', async ({ page, site }) => {
  await loadOnGpu(page, MODEL);
  const before = await draft(page, FINDINGS);
  await page.evaluate(() => window.readroomHarness?.unload());
  await site.stop();
  await reload(page, MODEL);
  const after = await draft(page, FINDINGS);
  expect(after).toMatchObject({ engine: 'webgpu', text: before.text });
  expect(after.usage.reused).toBe(0);
});
