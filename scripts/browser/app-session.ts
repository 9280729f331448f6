import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type {} from '../../src/app/harness/harness-api.ts';
import { REPOSITORY } from '../serve/folders.ts';
import type { ServedFolders } from '../serve/route.ts';
import { startServer } from '../serve/static-server.ts';
import {
  hardwareWebGpuArguments,
  QUIET_CHROMIUM,
  sandboxArguments,
  softwareWebGpuArguments,
} from './chromium-arguments.ts';
import { requireChromium } from './find-chromium.ts';

/** The built app, served on a free port and open at /harness in a headless Chromium of its own. */
export interface AppSession {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** Its folder on disk. */
  readonly profile: string;
  close(): Promise<void>;
}

export interface AppSessionOptions {
  /** A graphics card in software or, with `hardware`, this machine's own; left out, the page has no GPU at all. */
  readonly webGpu?: 'software' | 'hardware';
  /** More switches for the browser. */
  readonly switches?: readonly string[];
  /** Served in place of this checkout's own build or models. */
  readonly folders?: Partial<ServedFolders>;
}

/** @throws Error in plain words when the app is not built or no browser is here */
export async function openAppSession(options: AppSessionOptions = {}): Promise<AppSession> {
  const folders = { ...REPOSITORY, ...options.folders };
  if (!existsSync(join(folders.dist, 'index.html'))) {
    throw new Error('There is no build to drive: run `npm run build` first (`npm start` does it too).');
  }
  const executablePath = requireChromium();
  const server = await startServer({ ...folders, port: 0, harness: true });
  // A profile on disk, not an incognito one: that would keep the model's bytes in memory.
  const profile = mkdtempSync(join(tmpdir(), 'readroom-browser-'));
  const close = async (context?: BrowserContext): Promise<void> => {
    await context?.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: [...gpuArguments(options.webGpu), ...sandboxArguments(), ...(options.switches ?? [])],
    });
    // The loader of our TypeScript names functions with it, inside those handed to the page too.
    await context.addInitScript('globalThis.__name = (named) => named');
    const page = context.pages()[0] ?? (await context.newPage());
    // Installing, loading and drafting on a busy machine have their own pace.
    page.setDefaultTimeout(0);
    await page.goto(`${server.url}/harness`);
    await page.waitForFunction(() => window.readroomHarness !== undefined, undefined, { timeout: 30_000 });
    return { page, context, url: server.url, profile, close: () => close(context) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A page with WebGPU: on this machine's graphics card where Chromium can use it, else on one in software. */
export async function openGpuSession(options: Omit<AppSessionOptions, 'webGpu'> = {}): Promise<AppSession> {
  const session = await openAppSession({ ...options, webGpu: 'hardware' });
  const probe = await session.page.evaluate(() => window.readroomHarness?.probe());
  if (probe?.gpu?.software === false) return session;
  await session.close();
  return openAppSession({ ...options, webGpu: 'software' });
}

function gpuArguments(webGpu: AppSessionOptions['webGpu']): readonly string[] {
  if (webGpu === undefined) return QUIET_CHROMIUM;
  return webGpu === 'software' ? softwareWebGpuArguments() : hardwareWebGpuArguments();
}
