import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { QUIET_CHROMIUM, sandboxArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';

/** A Chromium that we started as a process of our own, so that it can die like one. */
export interface SpawnedBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** SIGKILL to the browser and all its processes: no page event, no flush, no goodbye. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

export async function spawnBrowser(profile: string): Promise<SpawnedBrowser> {
  const portFile = join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const child = spawn(
    requireChromium(),
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...QUIET_CHROMIUM,
      ...sandboxArguments(),
      'about:blank',
    ],
    // A group of its own: the wrapper script, the browser and its renderers are killed together.
    { detached: true, stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(portFile, child)}`);
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('Chromium has no default context');
  const page = context.pages()[0] ?? (await context.newPage());
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const runs = child.exitCode === null && child.signalCode === null;
    if (runs && child.pid !== undefined) process.kill(-child.pid, signal);
    await exited;
    rmSync(join(profile, 'SingletonLock'), { force: true });
    await browser.close().catch(() => undefined);
  };
  return { context, page, kill: () => end('SIGKILL'), close: () => end('SIGTERM') };
}

async function debuggingPort(portFile: string, child: ChildProcess): Promise<number> {
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += 50) {
    if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}`);
    const port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8').split('\n', 1)[0]) : 0;
    if (port > 0) return port;
    await sleep(50);
  }
  throw new Error('Chromium did not open its debugging port');
}
