import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test';
import { SECURITY_HEADERS } from '../../../scripts/serve/headers.ts';
import { test as shared } from '../../library/support/library-journey.ts';
import { FirstRunPage } from '../../pages/first-run-page.ts';
import { WorkspacePage } from '../../pages/workspace-page.ts';
import { openSite, type Site } from '../../webgpu/support/site.ts';
import { VersionPage } from '../pages/version-page.ts';
import { staticHostHeaders } from './static-host.ts';

interface OfflineFixtures {
  site: Site;
  workspace: WorkspacePage;
  version: VersionPage;
  firstRun: FirstRunPage;
}

interface OfflineOptions {
  /** Whose headers the server sends: its own, those of deploy/_headers, or none of them. */
  host: 'own' | 'static' | 'bare';
}

/** Journeys on a server of their own, which they change and take away. */
export const test: TestType<
  PlaywrightTestArgs &
    PlaywrightTestOptions &
    OfflineFixtures &
    OfflineOptions & { profile: string; expectedTrouble: RegExp | null },
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = shared.extend<OfflineFixtures & OfflineOptions>({
  host: ['own', { option: true }],
  site: async ({ host }, use) => {
    const headers = { own: SECURITY_HEADERS, static: staticHostHeaders(), bare: {} }[host];
    const site = await openSite(() => undefined, headers);
    await use(site);
    await site.remove();
  },
  // What Chromium says of a server that is gone, and of files that it does not have.
  expectedTrouble: /ERR_CONNECTION_REFUSED|ERR_FAILED|status of 404/,
  workspace: async ({ page }, use) => use(new WorkspacePage(page)),
  version: async ({ page }, use) => use(new VersionPage(page)),
  firstRun: async ({ page }, use) => use(new FirstRunPage(page)),
});

export { expect } from '@playwright/test';
