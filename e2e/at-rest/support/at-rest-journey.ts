import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { startServer } from '../../../scripts/serve/static-server.ts';
import { REPOSITORY } from '../../../scripts/serve/folders.ts';
import { launchLogged, watchForTrouble } from '../../support/journey.ts';
import { readForeignContacts } from '../../support/net-log.ts';
import { openSite } from '../../webgpu/support/site.ts';
import { StationPage } from '../pages/station-page.ts';

/** Four words that no report has; every canary begins with it. */
export const CANARY = 'Canarybird';

/** One browser, with everything that came out of it beside the page itself. */
export interface Station {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly app: StationPage;
  /** What the console said, addresses, titles, names of downloads. */
  readonly heard: readonly string[];
  readonly close: () => Promise<void>;
}

interface AtRestOptions {
  /** A site with tiny models and a copy of the built app, whose files a journey may change. */
  ownSite: boolean;
}

interface AtRestFixtures {
  site: { readonly url: string; readonly dist: string };
  profile: string;
  /** Opens the app in a browser on the profile of this test, or on another one. */
  open: (profile?: string) => Promise<Station>;
}

/**
 * Journeys about what is stored, in browsers that can be closed so that their files can be read. Like
 * every other journey they promise security headers, no trouble and no host but ours.
 */
export const test = base.extend<AtRestFixtures & AtRestOptions>({
  ownSite: [false, { option: true }],
  site: async ({ ownSite }, use) => {
    if (ownSite) {
      const site = await openSite();
      await use(site);
      await site.remove();
      return;
    }
    const server = await startServer({ ...REPOSITORY, port: 0, harness: true });
    await use({ url: server.url, dist: REPOSITORY.dist });
    await server.close();
  },
  // Playwright wants the first argument destructured, even when nothing is taken from it.
  // eslint-disable-next-line no-empty-pattern
  profile: async ({}, use) => {
    const profile = newProfile();
    await use(profile);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  open: async ({ site, profile }, use, testInfo) => {
    const stations: Station[] = [];
    await use(async (on = profile) => {
      const netLog = testInfo.outputPath(`net-log-${stations.length}.json`);
      const context = await launchLogged(on, netLog);
      const trouble = watchForTrouble(context);
      const page = context.pages()[0] ?? (await context.newPage());
      const heard: string[] = [];
      context.on('console', (message) => heard.push(message.text()));
      context.on('request', (request) => heard.push(request.url()));
      page.on('download', (download) => heard.push(download.suggestedFilename()));
      page.on('framenavigated', (frame) => heard.push(frame.url()));
      await page.goto(site.url);
      let closed = false;
      const station: Station = {
        ...{ page, context, heard, app: new StationPage(page) },
        async close() {
          if (closed) return;
          closed = true;
          for (const each of context.pages()) heard.push(await each.title());
          await context.close();
          expect.soft(trouble, 'responses without headers, policy violations and page errors').toEqual([]);
          expect.soft(readForeignContacts(netLog, site.url)).toEqual([]);
          expect
            .soft(
              heard.filter((text) => text.includes(CANARY)),
              'words that came out',
            )
            .toEqual([]);
        },
      };
      stations.push(station);
      return station;
    });
    for (const station of stations) await station.close();
  },
});

export { expect };

export function newProfile(): string {
  return mkdtempSync(join(tmpdir(), 'readroom-at-rest-'));
}
