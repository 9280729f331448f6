import { expect } from '@playwright/test';
import { foreignContacts, type NetContact } from '../../e2e/support/net-log.ts';
import { LibraryPage } from '../../e2e/library/pages/library-page.ts';
import type { RunningServer } from '../serve/static-server.ts';
import { watchBrowser } from './browser.ts';
import { openDecoy, type DecoyCatch } from './decoys.ts';
import { expectEngine, install, writeReport } from './screen.ts';

export interface OfflineRun {
  readonly drafts: number;
  readonly milliseconds: readonly number[];
  readonly foreign: readonly NetContact[];
  readonly decoy: DecoyCatch;
}

/** Installs, takes the server away for good, loads the page anew, and writes a report for each of the findings. */
export async function runOffline(
  server: Pick<RunningServer, 'url' | 'close'>,
  findings: readonly string[],
  onDraft: (done: number, all: number) => void = () => undefined,
): Promise<OfflineRun> {
  const decoy = await openDecoy('nothing');
  const browser = await watchBrowser({ catchAllPort: decoy.port });
  const { page } = browser;
  const milliseconds: number[] = [];
  try {
    const workspace = await install(page, server.url);
    const library = new LibraryPage(page);
    await library.goTo();
    await library.expectReadyOffline();
    await library.back.click();
    await server.close();
    await expect(fetch(server.url), 'the server is gone').rejects.toThrow();
    await page.reload();
    await expectEngine(workspace);
    for (const text of findings) {
      const started = performance.now();
      await writeReport(workspace, text);
      milliseconds.push(Math.round(performance.now() - started));
      onDraft(milliseconds.length, findings.length);
    }
    await page.keyboard.press('Alt+r');
    const reports = page.getByRole('dialog', { name: 'Reports' }).getByRole('listitem');
    await expect(reports).toHaveCount(findings.length);
    const { contacts } = await browser.close();
    return {
      drafts: milliseconds.length,
      milliseconds,
      foreign: foreignContacts(contacts, server.url),
      decoy: decoy.caught(),
    };
  } finally {
    await browser.context.close();
    browser.forget();
    await server.close();
    await decoy.close();
  }
}
