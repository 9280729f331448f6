import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreignContacts } from '../../e2e/support/net-log.ts';
import { REPOSITORY } from '../serve/folders.ts';
import { SECURITY_HEADERS } from '../serve/headers.ts';
import { startServer } from '../serve/static-server.ts';
import { SWITCHES, watchBrowser } from './browser.ts';
import { openDecoy } from './decoys.ts';
import { fireChannels, type FireOptions } from './fire-channels.ts';
import { runJourney } from './journey.ts';
import { runOffline } from './offline.ts';
import { proofMarkdown } from './proof-markdown.ts';
import { failuresOf, type Direction, type JourneyRun, type Proof } from './proof.ts';
import { TWENTY_FINDINGS } from './reports.ts';

export interface ProveOptions {
  readonly out: string;
  /** How many reports are drafted without a server; 0 leaves that out. */
  readonly drafts: number;
}

/** Runs everything, writes the report and returns what is wrong; an empty list is a proof. */
export async function provePrivacy({ out, drafts }: ProveOptions): Promise<string[]> {
  const journey = await watchJourney();
  const { browser, ...withoutHeaders } = await direction('no headers', {});
  const withHeaders = await direction('all headers', SECURITY_HEADERS);
  const layers = [
    await direction('content policy alone', without('Connection-Allowlist'), { shareTabs: true }),
    await direction('allowlist alone', only('Connection-Allowlist'), { shareTabs: true }),
  ];
  const offline =
    drafts === 0
      ? null
      : await runOffline(await startServer({ ...REPOSITORY, port: 0 }), findingsFor(drafts), (done, all) =>
          say(`offline: ${done} of ${all} reports`),
        );
  const proof: Proof = {
    schemaVersion: 1,
    at: new Date().toISOString(),
    browser,
    system: process.platform,
    switches: SWITCHES,
    build: buildHash(),
    journey,
    withoutHeaders: { browser, ...withoutHeaders },
    withHeaders,
    layers,
    offline,
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'privacy-proof.json'), `${JSON.stringify(proof, null, 1)}\n`);
  writeFileSync(join(out, 'privacy-proof.md'), proofMarkdown(proof));
  return failuresOf(proof);
}

/** The whole journey on the production server, watched. */
async function watchJourney(): Promise<JourneyRun> {
  const server = await startServer({ ...REPOSITORY, port: 0 });
  const decoy = await openDecoy('nothing');
  const browser = await watchBrowser({ catchAllPort: decoy.port });
  try {
    const steps = await runJourney(browser.page, server.url, (name) => say(`journey: ${name}`));
    const { contacts } = await browser.close();
    return {
      steps,
      ownRequests: contacts.filter(({ kind, port }) => kind === 'request' && port === server.port).length,
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

async function direction(
  name: string,
  headers: Readonly<Record<string, string>>,
  options: FireOptions = {},
): Promise<Direction> {
  say(`every way out: ${name}`);
  return { headers: name, ...(await fireChannels(headers, options)) };
}

function only(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(SECURITY_HEADERS).filter(([name]) => names.includes(name)));
}

function without(left: string): Record<string, string> {
  return only(...Object.keys(SECURITY_HEADERS).filter((name) => name !== left));
}

function findingsFor(count: number): string[] {
  return Array.from({ length: count }, (_, index) => TWENTY_FINDINGS[index % TWENTY_FINDINGS.length] ?? '');
}

/** From dist/assets.json, of builds that list their files with hashes. */
function buildHash(): string | null {
  const list = JSON.parse(readFileSync(join(REPOSITORY.dist, 'assets.json'), 'utf8')) as {
    readonly build?: unknown;
  };
  return typeof list.build === 'string' ? list.build : null;
}

function say(what: string): void {
  console.log(what);
}
