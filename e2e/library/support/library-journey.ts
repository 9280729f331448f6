import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chromium,
  expect,
  test as base,
  type BrowserContext,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import { QUIET_CHROMIUM, sandboxArguments } from '../../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../../scripts/browser/find-chromium.ts';
import { watchForTrouble } from '../../support/journey.ts';
import { readForeignContacts } from '../../support/net-log.ts';
import { openSite, type Site } from '../../webgpu/support/site.ts';
import { LibraryPage } from '../pages/library-page.ts';
import { MergePage } from '../pages/merge-page.ts';
import { writeFixtures, writeKilledCheckpoint, type LibraryFixtures } from './fixtures.ts';
import type { MergeInputs } from './kill-merge.ts';
import { nodeManifestSha256 } from './node-build.ts';
import { withoutFileAccess } from './without-file-access.ts';

interface LibraryOptions {
  /** Messages that the journey causes on purpose. */
  expectedTrouble: RegExp | null;
  /** Whether the browser can open folders and files by lasting handles; without it the page has only file inputs. */
  fileAccess: boolean;
}

interface LibraryJourney {
  site: Site;
  profile: string;
  fixtures: LibraryFixtures;
  library: LibraryPage;
  merge: MergePage;
}

interface Shared {
  sharedSite: Site;
  sharedFixtures: LibraryFixtures;
  /** Files of a merge that takes some seconds; who harms them harms a copy. */
  longMerge: MergeInputs;
  /** Of the manifest that Node makes of them. */
  longMergeSha256: string;
}

/**
 * Journeys through the Model library on a site with tiny models only, in a browser and a profile of their own. They
 * make the same promises as every other journey: security headers, no trouble, no host but ours.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LibraryJourney & LibraryOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & Shared
> = base.extend<LibraryJourney & LibraryOptions, Shared>({
  expectedTrouble: [null, { option: true }],
  fileAccess: [false, { option: true }],
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
  sharedFixtures: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'readroom-stick-'));
      await use(writeFixtures(folder));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker' },
  ],
  longMerge: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'readroom-long-merge-'));
      await use({ ...writeKilledCheckpoint(folder), quantization: 'q8f16_1' });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker' },
  ],
  longMergeSha256: [
    async ({ longMerge }, use) => {
      const out = mkdtempSync(join(tmpdir(), 'readroom-node-'));
      await use(await nodeManifestSha256(longMerge, out));
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  site: async ({ sharedSite }, use) => use(sharedSite),
  fixtures: async ({ sharedFixtures }, use) => use(sharedFixtures),
  // eslint-disable-next-line no-empty-pattern
  profile: async ({}, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'readroom-library-'));
    await use(profile);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  context: async ({ site, profile, expectedTrouble, fileAccess }, use, testInfo) => {
    const netLog = testInfo.outputPath('net-log.json');
    const context = await launchLibrary(profile, site.url, { netLog, fileAccess });
    const trouble = watchForTrouble(context);
    await use(context);
    await context.close();
    const unexpected = trouble.filter((message) => expectedTrouble?.test(message) !== true);
    expect.soft(unexpected, 'responses without headers, policy violations and page errors').toEqual([]);
    expect.soft(readForeignContacts(netLog, site.url), 'contacts outside our origin').toEqual([]);
  },
  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
  library: async ({ page }, use) => {
    await use(new LibraryPage(page));
  },
  merge: async ({ page }, use) => {
    await use(new MergePage(page));
  },
});

export { expect };

/** A headless Chromium on a profile; without `fileAccess` its pages have to use file inputs. */
export async function launchLibrary(
  profile: string,
  baseURL: string,
  { netLog, fileAccess }: { readonly netLog?: string; readonly fileAccess: boolean },
): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    baseURL,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    args: [
      ...QUIET_CHROMIUM,
      ...sandboxArguments(),
      ...(netLog === undefined ? [] : [`--log-net-log=${netLog}`]),
    ],
  });
  if (!fileAccess) await withoutFileAccess(context);
  return context;
}
