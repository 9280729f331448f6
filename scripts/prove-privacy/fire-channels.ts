import type { BrowserContext, Page } from 'playwright-core';
import { foreignContacts, type NetContact } from '../../e2e/support/net-log.ts';
import type { ChannelName } from './attack/page.ts';
import type { Target } from './attack/target.ts';
import { startAttackServer } from './attack-server.ts';
import { DECOY_NAME, watchBrowser } from './browser.ts';
import { openDecoy, type Decoy, type DecoyCatch } from './decoys.ts';

/** What each detector saw of one channel. */
export interface ChannelOutcome {
  readonly name: string;
  /** What the page could tell: an error's name, or `tried`. */
  readonly page: string;
  /** Kinds of records in the browser's net log that name this channel's host or port. */
  readonly netLog: readonly NetContact['kind'][];
  readonly decoy: DecoyCatch;
}

export interface Firing {
  readonly browser: string;
  readonly channels: readonly ChannelOutcome[];
  /** Foreign contacts that belong to no channel: Chromium's own, or a channel that went another way. */
  readonly others: readonly NetContact[];
  /** What arrived where every name leads that is no channel's. */
  readonly elsewhere: DecoyCatch;
}

/** Stands where a sentence of a report would stand. */
const CANARY = 'decoycanary7f3a9c';
/** Tabs at a time: each is a process. */
const TABS = 4;
/** These leave the page they are tried on, or change what its other addresses mean. */
const ALONE: ReadonlySet<ChannelName> = new Set([
  'location',
  'link-click',
  'link-ping',
  'download-link',
  'meta-refresh',
  'base-address',
  'form-get',
  'form-post',
  'form-blank',
  'window-open',
  'service-worker-navigate',
  'blank-window-fetch',
  'blob-window',
  'blob-location',
  'script-location',
  'document-write',
]);
/** A tab asks for one credential at a time. */
const IN_TURN: ReadonlySet<ChannelName> = new Set([
  'web-authn-get',
  'web-authn-create',
  'web-authn-signal',
  'fed-cm',
]);
/** After a try: STUN asks again at 0.5 s, prefetches wait for the page to be idle. */
const SETTLE_MS = 1_500;
const SECOND_SETTLE_MS = 6_000;

export interface FireOptions {
  /** Ways out that can share a tab do: a fifth of the time. Left out, each has a tab of its own. */
  readonly shareTabs?: boolean;
}

/** Tries every way out under the given response headers; what arrives is told apart by host and port. */
export async function fireChannels(
  headers: Readonly<Record<string, string>>,
  { shareTabs = false }: FireOptions = {},
): Promise<Firing> {
  const server = await startAttackServer(headers);
  const catchAll = await openDecoy(CANARY);
  const browser = await watchBrowser({ catchAllPort: catchAll.port });
  const decoys = new Map<ChannelName, Decoy>();
  const said = new Map<ChannelName, string>();
  const fireBatches = async (batches: readonly (readonly Order[])[], settleMs: number): Promise<void> => {
    const waiting = [...batches];
    const work = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        const answers = await fireFromTab(browser.context, server.url, batch, settleMs);
        for (const [name, answer] of answers) said.set(name, answer);
      }
    };
    await Promise.all(Array.from({ length: TABS }, work));
  };
  try {
    await browser.page.goto(`${server.url}/attack/page`);
    await browser.page.waitForFunction(() => window.attack !== undefined);
    const names = await browser.page.evaluate(() => window.attack?.names ?? []);
    for (const name of names) decoys.set(name, await openDecoy(CANARY));
    const orders = names.map((name) => ({ name, port: decoys.get(name)?.port ?? 0 }));
    const together = shareTabs ? orders.filter(({ name }) => !ALONE.has(name) && !IN_TURN.has(name)) : [];
    const alone = orders.filter((order) => !together.includes(order)).map((order) => [order]);
    await fireBatches([together, ...alone], SETTLE_MS);
    // Where others got out, a slow machine may only have closed a tab too early.
    const silent = orders.filter(({ name }) => !arrived(decoys.get(name)));
    if (silent.length <= orders.length / 4)
      await fireBatches(
        silent.map((order) => [order]),
        SECOND_SETTLE_MS,
      );
    const { contacts } = await browser.close();
    const foreign = foreignContacts(contacts, server.url);
    const channels = [...decoys].map(([name, decoy]) => ({
      name,
      page: said.get(name) ?? '',
      netLog: kindsOf(foreign, name, decoy.port),
      decoy: decoy.caught(),
    }));
    const ports = new Set([...decoys.values()].map(({ port }) => port));
    const others = foreign.filter(({ host, port }) => !isChannel(host, names) && !ports.has(port ?? 0));
    return { browser: browser.version, channels, others, elsewhere: catchAll.caught() };
  } finally {
    await browser.context.close();
    browser.forget();
    await server.close();
    await Promise.all([catchAll, ...decoys.values()].map((decoy) => decoy.close()));
  }
}

/** Whether any detector saw this channel. */
export function gotOut({ netLog, decoy }: ChannelOutcome): boolean {
  return netLog.length > 0 || decoy.tcp > 0 || decoy.udp > 0;
}

function arrived(decoy: Decoy | undefined): boolean {
  const { tcp, udp } = decoy?.caught() ?? { tcp: 0, udp: 0 };
  return tcp + udp > 0;
}

const hostOf = (name: string): string => `${name}.${DECOY_NAME}`;
/** Also under a public name, which the browser is told to take to the decoy. */
const DECOY_HOST = /^([a-z-]+)\.decoy\.(?:localhost|example)$/;

/** Names that are no channel's look so too, once they are led to the catch-all. */
function isChannel(host: string, names: readonly string[]): boolean {
  return names.includes(DECOY_HOST.exec(host)?.[1] ?? '');
}

function kindsOf(contacts: readonly NetContact[], name: string, port: number): NetContact['kind'][] {
  const own = contacts.filter(
    (contact) => DECOY_HOST.exec(contact.host)?.[1] === name || contact.port === port,
  );
  return [...new Set(own.map(({ kind }) => kind))].sort();
}

interface Order {
  readonly name: ChannelName;
  readonly port: number;
}

/** Tries these ways out at once from one tab, and waits until late ones have had their time. */
async function fireFromTab(
  context: BrowserContext,
  url: string,
  orders: readonly Order[],
  settleMs: number,
): Promise<[ChannelName, string][]> {
  if (orders.length === 0) return [];
  const page = await context.newPage();
  const opened: Page[] = [];
  page.on('popup', (popup) => opened.push(popup));
  try {
    await page.goto(`${url}/attack/page`);
    await page.waitForFunction(() => window.attack !== undefined);
    const targets = orders.map(({ name, port }) => ({
      name,
      to: { host: hostOf(name), port, canary: CANARY },
    }));
    const said = await page.evaluate(tryAll, targets).catch((error: unknown) => {
      // A page that goes away cannot answer any more; one that only fails has tried nothing.
      if (!orders.every(({ name }) => ALONE.has(name))) throw error;
      return orders.map(() => 'went away');
    });
    if (orders.some(({ name }) => name === 'manifest')) await askForManifest(context, page);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return orders.map(({ name }, index) => [name, said[index] ?? '']);
  } finally {
    for (const each of [...opened, page]) await each.close();
  }
}

/** Runs in the page; sees nothing of this file. */
async function tryAll(
  list: readonly { readonly name: ChannelName; readonly to: Target }[],
): Promise<string[]> {
  const { attack } = window;
  if (attack === undefined) throw new Error('no page');
  return Promise.all(list.map(({ name, to }) => attack.try(name, to)));
}

/** Chromium reads a manifest only when somebody may want to install the page. */
async function askForManifest(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Page.getAppManifest').catch(() => undefined);
}
