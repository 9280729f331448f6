import { expect } from '@playwright/test';
import { foreignContacts, type NetContact } from '../../e2e/support/net-log.ts';
import { LibraryPage } from '../../e2e/library/pages/library-page.ts';
import type { RunningServer } from '../serve/static-server.ts';
import { OWN_ADDRESS, QUIET_PORT, watchBrowser } from './browser.ts';
import { openDecoy, type DecoyCatch } from './decoys.ts';
import { expectEngine, install, writeReport } from './screen.ts';

export interface OfflineRun {
  readonly drafts: number;
  /** The page was loaded anew after the server was gone; false where the app has no service worker. */
  readonly reloaded: boolean;
  readonly milliseconds: readonly number[];
  readonly foreign: readonly NetContact[];
  readonly decoy: DecoyCatch;
}

/** Installs, takes the server away for good, and writes a report for each of the findings. */
export async function runOffline(
  server: Pick<RunningServer, 'url' | 'port' | 'close'>,
  findings: readonly string[],
  onDraft: (done: number, all: number) => void = () => undefined,
): Promise<OfflineRun> {
  const decoy = await openDecoy('nothing');
  const browser = await watchBrowser({ catchAllPort: decoy.port });
  const { page } = browser;
  const milliseconds: number[] = [];
  let reloaded = false;
  try {
    const workspace = await install(page, server.url);
    const library = new LibraryPage(page);
    await library.goTo();
    await library.expectReadyOffline();
    await library.back.click();
    await server.close();
    reloaded = await page.evaluate(() => navigator.serviceWorker.controller !== null);
    if (reloaded) {
      await page.reload();
      await expectEngine(workspace);
    }
    for (const text of findings) {
      const started = performance.now();
      await writeReport(workspace, text);
      milliseconds.push(Math.round(performance.now() - started));
      onDraft(milliseconds.length, findings.length);
    }
    await page.keyboard.press('Alt+r');
    const reports = page.getByRole('dialog', { name: 'Reports' }).getByRole('listitem');
    await expect(reports).toHaveCount(findings.length);
  } finally {
    await server.close();
  }
  const { contacts } = await browser.close();
  browser.forget();
  const caught = decoy.caught();
  await decoy.close();
  return {
    drafts: milliseconds.length,
    reloaded,
    milliseconds,
    foreign: foreignContacts(contacts, OWN_ADDRESS, [server.port, QUIET_PORT]),
    decoy: caught,
  };
}
