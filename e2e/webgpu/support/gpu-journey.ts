import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test';
import { sandboxArguments, softwareWebGpuArguments } from '../../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../../scripts/browser/find-chromium.ts';
import { openHarness, watchForTrouble } from '../../support/journey.ts';
import { readForeignContacts } from '../../support/net-log.ts';
import { openSite, type Site } from './site.ts';

interface GpuJourneyOptions {
  /** Messages that the journey causes on purpose. */
  expectedTrouble: RegExp | null;
}

interface GpuJourneyFixtures {
  site: Site;
}

interface SharedFixtures {
  sharedSite: Site;
}

/**
 * Journeys on the tiny models in a Chromium with WebGPU imitated in software. Each has a browser and a profile of its
 * own and makes the same promises as every other journey: security headers, no trouble, no host but ours.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & GpuJourneyFixtures & GpuJourneyOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & SharedFixtures
> = base.extend<GpuJourneyFixtures & GpuJourneyOptions, SharedFixtures>({
  expectedTrouble: [null, { option: true }],
  sharedSite: [
    // Playwright reads the fixtures that are wanted from this pattern.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await openSite();
      await use(site);
      await site.remove();
    },
    { scope: 'worker' },
  ],
  site: async ({ sharedSite }, use) => use(sharedSite),
  context: async ({ site, expectedTrouble }, use, testInfo) => {
    const profile = mkdtempSync(join(tmpdir(), 'readroom-gpu-journey-'));
    const netLog = testInfo.outputPath('net-log.json');
    const context = await launchWithGpu(profile, site.url, netLog);
    const trouble = watchForTrouble(context);
    await use(context);
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    const unexpected = trouble.filter((message) => expectedTrouble?.test(message) !== true);
    expect.soft(unexpected, 'responses without headers, policy violations and page errors').toEqual([]);
    expect.soft(readForeignContacts(netLog, site.url), 'contacts outside our origin').toEqual([]);
  },
  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
});

export { expect };

async function launchWithGpu(profile: string, baseURL: string, netLog: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    baseURL,
    viewport: { width: 1280, height: 800 },
    args: [...softwareWebGpuArguments(), ...sandboxArguments(), `--log-net-log=${netLog}`],
  });
}

/** The harness with a model installed and loaded on the (software) GPU. */
export async function loadOnGpu(page: Page, id: string): Promise<void> {
  await openHarness(page);
  await page.evaluate(async (modelId) => {
    await window.readroomHarness?.install({ id: modelId });
    await window.readroomHarness?.load({ id: modelId, engine: 'webgpu' });
  }, id);
}
