import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { QUIET_CHROMIUM, sandboxArguments } from '../scripts/browser/chromium-arguments.ts';
import { managedChromium } from '../scripts/browser/managed-chromium.ts';
import { policiesOf } from '../scripts/generate/policy-files.ts';
import { LibraryPage } from './library/pages/library-page.ts';
import { withoutFileAccess } from './library/support/without-file-access.ts';
import { WorkspacePage } from './pages/workspace-page.ts';
import { copyOfProfile } from './support/journey.ts';
import { E2E_URL } from './support/place.ts';
import { EFFUSION } from './support/texts.ts';

/** Newer versions have another way beside these two; older ones know only these. */
const DEPRECATED = ['AutofillAddressEnabled', 'AutofillCreditCardEnabled'];

test('a browser with the managed policies knows each of them, opens nothing else, and runs the app whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-managed-'));
  // The test itself drives the browser through the debugging port that this one policy closes.
  const { RemoteDebuggingAllowed, ...policies } = policiesOf('chrome', E2E_URL);
  expect(RemoteDebuggingAllowed).toBe(false);
  const browser = managedChromium(folder, policies);
  test.skip('reason' in browser, 'reason' in browser ? browser.reason : '');
  if ('reason' in browser) return;
  const profile = copyOfProfile('installed');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser.path,
    headless: true,
    acceptDownloads: true,
    args: [...QUIET_CHROMIUM, ...sandboxArguments()],
  });
  try {
    await withoutFileAccess(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await test.step('the browser takes every policy as it stands', async () => {
      const wrong = async (): Promise<string[]> => {
        const said = await policyPage(page);
        return Object.keys(policies)
          .map((name) => `${name}: ${said.get(name) ?? 'unknown'}`)
          .filter((line) => !line.endsWith(': OK'));
      };
      await page.goto('chrome://policy');
      await expect.poll(wrong).toEqual(DEPRECATED.map((name) => `${name}: Deprecated`));
    });
    await test.step('no other page opens', async () => {
      const tab = await context.newPage();
      await expect(tab.goto('https://elsewhere.example/')).rejects.toThrow('ERR_BLOCKED_BY_ADMINISTRATOR');
      await tab.close();
    });
    await test.step('the app drafts, and writes a file', async () => {
      const workspace = new WorkspacePage(page);
      await page.goto(E2E_URL);
      await workspace.expectModelReady();
      await workspace.findings.fill(EFFUSION);
      await workspace.expectDraft();
      const library = new LibraryPage(page);
      await library.goTo();
      await library.row(/SmolLM2/i).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      expect((await download).suggestedFilename()).toMatch(/\.zip$/);
      expect(await (await download).failure()).toBeNull();
    });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Name → status from chrome://policy, as far as it is drawn: a row reads name, value, source, scope, level, status. */
async function policyPage(page: Page): Promise<Map<string, string>> {
  const words = await page.evaluate(() => {
    const found: string[] = [];
    const roots: (Document | ShadowRoot)[] = [document];
    for (let root = roots.shift(); root !== undefined; root = roots.shift()) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node instanceof Element && node.shadowRoot !== null) roots.push(node.shadowRoot);
        const text = node.nodeType === Node.TEXT_NODE ? (node.textContent?.trim() ?? '') : '';
        if (text !== '') found.push(text);
      }
    }
    return found;
  });
  const rows = words.flatMap((word, index) =>
    word === 'Platform' ? [[words[index - 2] ?? '', words[index + 3] ?? ''] as const] : [],
  );
  return new Map(rows);
}
