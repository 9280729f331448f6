import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chromium,
  expect,
  test as base,
  type BrowserContext,
  type Page,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import { QUIET_CHROMIUM, sandboxArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';
import { SECURITY_HEADERS } from '../../scripts/serve/headers.ts';
import { FirstRunPage } from '../pages/first-run-page.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';
import { readForeignContacts } from './net-log.ts';
import { E2E_URL, INSTALLED_PROFILE } from './place.ts';

interface JourneyOptions {
  /** `fresh`: a browser that has never seen Readroom. `installed`: one in which the model is installed. */
  startFrom: 'fresh' | 'installed';
}

interface JourneyFixtures {
  profile: string;
  firstRun: FirstRunPage;
  workspace: WorkspacePage;
}

/**
 * Every journey runs in a browser of its own with a profile on disk, and whatever it is about, it also
 * promises: all responses carry the security headers, nothing breaks the content policy, and the browser's
 * network log names no host but ours.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & JourneyFixtures & JourneyOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<JourneyFixtures & JourneyOptions>({
  startFrom: ['installed', { option: true }],
  profile: async ({ startFrom }, use) => {
    const profile = copyOfProfile(startFrom);
    await use(profile);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  context: async ({ profile }, use, testInfo) => {
    const netLog = testInfo.outputPath('net-log.json');
    const context = await launchLogged(profile, netLog);
    const trouble = watchForTrouble(context);
    await use(context);
    await context.close();
    expect.soft(trouble, 'responses without headers, policy violations and page errors').toEqual([]);
    expect.soft(readForeignContacts(netLog, E2E_URL), 'contacts outside our origin').toEqual([]);
  },
  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
  firstRun: async ({ page }, use) => {
    await use(new FirstRunPage(page));
  },
  workspace: async ({ page }, use) => {
    await use(new WorkspacePage(page));
  },
});

export { expect };

/**
 * A headless Chromium on the profile, its network log written to a file that is whole once it is closed.
 * @param serviceWorkers `block` where the second gate must not hide what the first lets out
 */
export async function launchLogged(
  profile: string,
  netLog: string,
  serviceWorkers: 'allow' | 'block' = 'allow',
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    serviceWorkers,
    baseURL: E2E_URL,
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [...QUIET_CHROMIUM, ...sandboxArguments(), `--log-net-log=${netLog}`],
  });
}

export function copyOfProfile(startFrom: 'fresh' | 'installed'): string {
  const profile = mkdtempSync(join(tmpdir(), 'readroom-journey-'));
  if (startFrom === 'installed') cpSync(INSTALLED_PROFILE, profile, { recursive: true });
  return profile;
}

/**
 * Chromium 156 does not know the directive `webrtc` yet and says so on every page. And the app tries one connection at
 * start that the content policy must refuse (platform/privacy/enforcement).
 */
const EXPECTED_MESSAGE =
  /Unrecognized Content-Security-Policy directive 'webrtc'|^(?:Connecting to|Fetch API cannot load) 'data:,'|^Fetch API cannot load data:,\./;

/** Fills as the journey goes: responses without the security headers, messages of trouble, errors of pages. */
export function watchForTrouble(context: BrowserContext): string[] {
  const trouble: string[] = [];
  context.on('response', (response) => {
    if (!response.url().startsWith('http')) return;
    const headers = response.headers();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (headers[name.toLowerCase()] !== value) trouble.push(`${response.url()}: ${name}`);
    }
  });
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED_MESSAGE.test(message.text())) trouble.push(message.text());
  });
  context.on('weberror', (error) => trouble.push(error.error().message));
  return trouble;
}

/** The page's harness, ready to be called. */
export async function openHarness(page: Page, origin = ''): Promise<void> {
  await page.goto(`${origin}/harness`);
  await page.waitForFunction(() => window.readroomHarness !== undefined);
}
