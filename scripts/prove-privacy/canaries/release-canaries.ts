import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectEngine, install } from '../screen.ts';
import { watchBrowser, type WatchedBrowser, type WatchOptions } from '../browser.ts';
import { openDecoy } from '../decoys.ts';
import { CANARY, createCanaries, MODEL_CANARY } from './canary.ts';
import { listen, type Heard } from './ears.ts';
import { FAILING_FLOWS } from './failing-flows.ts';
import { filesWith } from './files-with.ts';
import { MODEL_FLOWS } from './model-flows.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { WHISTLE, WHISTLE_AT_REST, whistle } from './whistle.ts';
import { createStation, type Flow, type Station } from './station.ts';
import { WRITING_FLOWS } from './writing-flows.ts';

export interface CanaryRun {
  /** Canaries that were let loose, each in a place of its own. */
  readonly canaries: number;
  /** How often each way of using the app was gone. */
  readonly passes: Readonly<Record<string, number>>;
  /** How much was listened to, so that silence means something. */
  readonly heard: Readonly<Record<Heard['where'] | 'server' | 'net log' | 'browser log', number>>;
  /** Every place in which a canary was found; the proof is that there is none. */
  readonly found: readonly string[];
  /** Ears that missed a word let out on purpose: their silence shows nothing. */
  readonly deaf: readonly string[];
  /** Files of the browsers' profiles that hold a canary of a report. */
  readonly profileFiles: readonly string[];
}

export interface CanaryOptions {
  /** A served build with a small model. */
  readonly port: number;
  readonly count: number;
  readonly seed: number;
  readonly onPass?: (flow: string, canaries: number) => void;
}

/** The flows that take the page's storage away run every so many rounds, in a browser of their own. */
const FAILING_EVERY = 4;

/** Lets so many canaries loose in all flows, errors included, and looks for them wherever they must not be. */
export async function releaseCanaries({ port, count, seed, onPass }: CanaryOptions): Promise<CanaryRun> {
  const canaries = createCanaries(seed);
  const passes: Record<string, number> = {};
  const heard: Record<string, number> = {};
  const found = new Set<string>();
  const files = mkdtempSync(join(tmpdir(), 'readroom-chosen-'));
  const proxy = await startRecordingProxy(port);
  const decoy = await openDecoy(CANARY);
  const deaf = new Set<string>(EARS);
  const profileFiles = new Set<string>();
  const note = (where: string, text: string | Buffer): void => {
    heard[where] = (heard[where] ?? 0) + 1;
    if (text.includes(CANARY) || text.includes(MODEL_CANARY)) found.add(where);
    if (text.includes(WHISTLE)) deaf.delete(where);
  };
  const run = async (station: Station, flows: Readonly<Record<string, Flow>>): Promise<void> => {
    for (const [name, flow] of Object.entries(flows)) {
      if (canaries.count() >= count) return;
      await flow(station);
      passes[name] = (passes[name] ?? 0) + 1;
      onPass?.(name, canaries.count());
    }
  };
  const open = async (
    options: Pick<WatchOptions, 'serviceWorkers'> = {},
  ): Promise<readonly [WatchedBrowser, Station, readonly Heard[]]> => {
    const browser = await watchBrowser({ catchAllPort: decoy.port, ...options });
    const said = await listen(browser.context);
    const more = { url: proxy.url, files, ...canaries };
    return [browser, createStation(browser.page, browser.context, more), said];
  };
  const close = async (browser: WatchedBrowser, said: readonly Heard[]): Promise<void> => {
    const { netLog, browserLog } = await browser.close();
    for (const { where, text } of said) note(where, text);
    note('net log', netLog);
    note('browser log', browserLog);
    for (const file of filesWith(browser.profile, CANARY)) profileFiles.add(file);
    if (filesWith(browser.profile, WHISTLE_AT_REST).length > 0) deaf.delete('profile');
    browser.forget();
  };

  const [browser, station, said] = await open();
  try {
    await install(station.page, proxy.url);
    for (let round = 0; canaries.count() < count; round++) {
      await run(station, { ...WRITING_FLOWS, ...MODEL_FLOWS });
      if (round % FAILING_EVERY === 0 && canaries.count() < count) {
        const [other, failing, saidThere] = await open();
        await run(failing, FAILING_FLOWS);
        await close(other, saidThere);
      }
    }
    await expectEngine(station.workspace);
    const [other, whistling, saidThere] = await open({ serviceWorkers: 'block' });
    await whistling.page.goto(proxy.url);
    await whistling.workspace.findings.waitFor();
    await whistle(whistling.page);
    await close(other, saidThere);
  } finally {
    await close(browser, said);
  }
  note('server', proxy.sent());
  const { tcp, udp } = decoy.caught();
  if (tcp + udp > 0) found.add('the decoy was contacted');
  rmSync(files, { recursive: true, force: true });
  await proxy.close();
  await decoy.close();
  return {
    canaries: canaries.count(),
    passes,
    heard: { ...SILENT, ...heard },
    found: [...found].sort(),
    deaf: [...deaf].sort(),
    profileFiles: [...profileFiles].sort(),
  };
}

/** The browser's log has what pages say only in some builds, so nothing is claimed from its silence. */
const EARS = [
  'console',
  'error',
  'address',
  'request',
  'body',
  'title',
  'download',
  'server',
  'net log',
  'profile',
] as const;

const SILENT: CanaryRun['heard'] = {
  console: 0,
  error: 0,
  address: 0,
  request: 0,
  body: 0,
  title: 0,
  download: 0,
  server: 0,
  'net log': 0,
  'browser log': 0,
};
