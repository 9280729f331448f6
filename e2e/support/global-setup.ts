import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { chromium } from '@playwright/test';
import type {} from '../../src/app/harness/harness-api.ts';
import { QUIET_CHROMIUM, sandboxArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';
import { E2E_URL, INSTALLED_PROFILE } from './place.ts';

/**
 * Installs the default model once, through the app's own store, into a profile that the journeys copy. The
 * journey of the first run does it all again from nothing, by hand.
 */
// Playwright asks for a default export here.
// eslint-disable-next-line no-restricted-syntax
export default async function installOnce(): Promise<void> {
  rmSync(INSTALLED_PROFILE, { recursive: true, force: true });
  mkdirSync(dirname(INSTALLED_PROFILE), { recursive: true });
  const context = await chromium.launchPersistentContext(INSTALLED_PROFILE, {
    executablePath: requireChromium(),
    headless: true,
    args: [...QUIET_CHROMIUM, ...sandboxArguments()],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${E2E_URL}/harness`);
    await page.waitForFunction(() => window.readroomHarness !== undefined);
    await page.evaluate(() => window.readroomHarness?.install());
  } finally {
    await context.close();
  }
}
