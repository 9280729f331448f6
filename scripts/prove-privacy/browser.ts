import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { withoutFileAccess } from '../../e2e/library/support/without-file-access.ts';
import { netContacts, type NetContact } from '../../e2e/support/net-log.ts';
import { QUIET_CHROMIUM, sandboxArguments } from '../browser/chromium-arguments.ts';
import { requireChromium } from '../browser/find-chromium.ts';

/** Under this name Chromium reaches this machine without asking anybody, so no attempt truly leaves it. */
export const DECOY_NAME = 'decoy.localhost';

export const OWN_ADDRESS = '127.0.0.1';

/** Of the hostile page: an address that is a number has no passkeys, no federated sign-in and so none of their ways. */
export const ATTACK_NAME = 'localhost';

/** The quiet Chromium of the journeys, but with `<a ping>` left on: what is to be proven needs no help. */
export const SWITCHES: readonly string[] = QUIET_CHROMIUM.filter((name) => name !== '--no-pings');

/** A browser whose network is written down from its start to its end. */
export interface WatchedBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** `156.0.…` */
  readonly version: string;
  /** Its folder on disk; there until `forget`. */
  readonly profile: string;
  /**
   * Ends the browser and returns its net log, and what stood in it as text.
   * @throws Error when the net log is not whole
   */
  close(): Promise<{ readonly contacts: NetContact[]; readonly netLog: string; readonly browserLog: string }>;
  /** Removes the profile. */
  forget(): void;
}

export interface WatchOptions {
  /** Where every name but our own address leads: this port of this machine. */
  readonly catchAllPort: number;
  /** A profile to go on with, else a fresh one. */
  readonly profile?: string;
  /** `block`: where the second gate must not stand before what is to be heard. */
  readonly serviceWorkers?: 'allow' | 'block';
}

/**
 * Starts a headless Chromium with a net log. Every foreign name leads to the decoy, whatever is asked of it; the log has
 * the name, and the decoy the packets.
 */
export async function watchBrowser({
  catchAllPort,
  profile: given,
  serviceWorkers = 'allow',
}: WatchOptions): Promise<WatchedBrowser> {
  const logs = mkdtempSync(join(tmpdir(), 'readroom-net-log-'));
  const profile = given ?? mkdtempSync(join(tmpdir(), 'readroom-proof-'));
  const netLog = join(logs, 'net-log.json');
  const browserLog = join(logs, 'browser.log');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireChromium(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    // What a person allowed for other reasons must open no way out.
    permissions: ['clipboard-read', 'clipboard-write', 'notifications'],
    acceptDownloads: true,
    serviceWorkers,
    args: [
      ...SWITCHES,
      ...sandboxArguments(),
      `--log-net-log=${netLog}`,
      '--enable-logging',
      `--log-file=${browserLog}`,
      `--host-resolver-rules=MAP ${ATTACK_NAME} ${OWN_ADDRESS}, MAP * elsewhere.${DECOY_NAME}:${catchAllPort}, EXCLUDE ${OWN_ADDRESS}, EXCLUDE *.${DECOY_NAME}`,
    ],
  });
  // The loader of our TypeScript names functions with it, inside those handed to a page too.
  await context.addInitScript('globalThis.__name = (named) => named');
  // A chooser of the system's own is nothing that a program can answer: exports come as downloads.
  await withoutFileAccess(context);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    version: await versionOf(context, page),
    profile,
    async close() {
      await context.close();
      const text = readFileSync(netLog, 'utf8');
      const said = readOrEmpty(browserLog);
      rmSync(logs, { recursive: true, force: true });
      return { contacts: netContacts(text), netLog: text, browserLog: said };
    },
    forget: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function versionOf(context: BrowserContext, page: Page): Promise<string> {
  const session = await context.newCDPSession(page);
  const { product } = (await session.send('Browser.getVersion')) as { readonly product: string };
  await session.detach();
  return product.replace(/^.*\//, '');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A browser that had nothing to say wrote no log.
    return '';
  }
}
