import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test, type Download, type Page, type TestInfo } from '@playwright/test';
import { REPOSITORY } from '../scripts/serve/folders.ts';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { startServer } from '../scripts/serve/static-server.ts';
import { listedPart } from '../src/domain/build/asset-list.ts';
import { openArchive } from '../src/platform/archive/open-archive.ts';
import { nodeSource } from '../src/testing/generators/node-source.ts';
import { openDecoy } from './support/answering-decoy.ts';
import { copyOfProfile, launchLogged } from './support/journey.ts';
import { readForeignContacts, type NetContact } from './support/net-log.ts';
import { expectNoViolations } from './support/no-violations.ts';

/** Opens the app in a fresh profile, from a server that sends these headers; returns what its net log names beside it. */
async function visit(
  headers: Readonly<Record<string, string>>,
  testInfo: TestInfo,
  use: (page: Page) => Promise<void>,
): Promise<NetContact[]> {
  const server = await startServer({ ...REPOSITORY, port: 0, headers });
  const profile = copyOfProfile('fresh');
  const netLog = testInfo.outputPath('net-log.json');
  // With the headers off the service worker would hold back what is to be seen.
  const gate = Object.keys(headers).length === 0 ? 'block' : 'allow';
  const context = await launchLogged(profile, netLog, gate);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${server.url}/`);
    await use(page);
  } finally {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return readForeignContacts(netLog, server.url);
}

async function openPrivacy(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^On this device/ }).click();
  await page.getByRole('button', { name: 'Open the Privacy page' }).click();
  await expect(page.getByRole('heading', { name: 'Privacy', exact: true })).toBeFocused();
}

async function runSelfTest(page: Page, decoy: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Decoy' }).fill(decoy);
  await page.getByRole('button', { name: 'Run the self-test' }).click();
  await expect(page.getByRole('status', { name: 'Outcome of the self-test' })).toContainText(
    'observable ways out leaked',
    {
      timeout: 60_000,
    },
  );
}

async function outcomes(page: Page): Promise<Map<string, string>> {
  const rows = await page
    .getByRole('region', { name: 'Results of the self-test' })
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [
        `${row.children[0]?.textContent ?? ''}, ${row.children[1]?.textContent ?? ''}`,
        (row as HTMLElement).dataset['verdict'] ?? '',
      ]),
    );
  return new Map(rows as [string, string][]);
}

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('with the headers on, no observable way out leaks and nothing reaches the decoy', async ({}, testInfo) => {
  const decoy = await openDecoy();
  try {
    const foreign = await visit(SECURITY_HEADERS, testInfo, async (page) => {
      await page.getByRole('textbox', { name: 'Findings', exact: true }).fill('A report is open meanwhile.');
      // So that the test has all three places to try from.
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, {
        timeout: 90_000,
      });
      await openPrivacy(page);
      await runSelfTest(page, decoy.host);
      const found = await outcomes(page);
      const of = (kind: string): string[] =>
        [...found].flatMap(([name, verdict]) => (verdict === kind ? [name] : []));
      writeFileSync(
        testInfo.outputPath('self-test.json'),
        JSON.stringify(Object.fromEntries(found), null, 1),
      );
      expect.soft(of('leaked')).toEqual([]);
      // Silence must not come to count for more than it did when it was measured. Our Chromium is told to send no pings.
      const silent = ['Link with ping', 'preconnect', 'dns-prefetch'];
      expect.soft(silent.map((name) => `${name}, page`)).toEqual(expect.arrayContaining(of('unseen')));
      expect.soft(of('blocked').length).toBeGreaterThan(40);
      for (const place of ['page', 'worker', 'service worker']) {
        expect.soft(found.get(`fetch, ${place}`), place).toBe('blocked');
      }
      await expect(page).toHaveTitle('Readroom');
      expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/');
      await page.getByRole('button', { name: 'Back to the report' }).first().click();
      await expect(page.getByRole('textbox', { name: 'Findings', exact: true })).toHaveValue(
        'A report is open meanwhile.',
      );
    });
    expect([...decoy.asked]).toEqual([]);
    expect(foreign).toEqual([]);
  } finally {
    await decoy.close();
  }
});

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('with the headers off, the same test shows what leaks', async ({}, testInfo) => {
  const decoy = await openDecoy();
  try {
    const foreign = await visit({}, testInfo, async (page) => {
      await openPrivacy(page);
      await runSelfTest(page, decoy.host);
      const found = await outcomes(page);
      writeFileSync(
        testInfo.outputPath('self-test.json'),
        JSON.stringify(Object.fromEntries(found), null, 1),
      );
      for (const name of [
        'fetch',
        'fetch with keepalive',
        'XMLHttpRequest',
        'Web app manifest',
        'Icon of the page',
        'Image',
        'Style sheet',
        'Image named by CSS',
        'Font',
        'Script element',
        'prefetch',
        'fetch in a blob worker',
      ]) {
        expect.soft(found.get(`${name}, page`), name).toBe('leaked');
      }
      expect(found.get('fetch, worker')).toBe('leaked');
      await expect(page.getByRole('button', { name: /^On this device self-test: \d+ leaks$/ })).toBeVisible();
    });
    for (const name of ['fetch', 'beacon', 'frame-location', 'form-post', 'iframe']) {
      expect.soft([...decoy.asked], 'the decoy itself saw').toContain(name);
    }
    // The same log that is silent above: a name is looked up by `dns-prefetch`, a packet sent by STUN.
    expect(new Set(foreign.map(({ kind }) => kind))).toEqual(
      new Set(['request', 'resolver', 'socket', 'udp']),
    );
  } finally {
    await decoy.close();
  }
});

async function readPack(download: Download): Promise<Map<string, Buffer>> {
  const files = await openArchive(nodeSource(await download.path()));
  const read = new Map<string, Buffer>();
  for (const name of files.names) {
    const source = files.open(name);
    if (source !== null) read.set(name, Buffer.from(await source.read(0, source.size)));
  }
  return read;
}

interface FilesJson {
  readonly count: Readonly<Record<string, number>>;
  readonly files: readonly {
    readonly path: string;
    readonly comparison: string;
    readonly got: { readonly bytes: number; readonly sha256: string } | null;
  }[];
}

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('by keyboard alone: the page, the test, and an evidence pack whose hashes are those of the build', async ({}, testInfo) => {
  await visit(SECURITY_HEADERS, testInfo, async (page) => {
    await page.getByRole('textbox', { name: 'Findings', exact: true }).fill('Canary findings 8f3a.');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('searchbox', { name: 'Find a command' })).toBeFocused();
    await page.keyboard.type('privacy');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Privacy', exact: true })).toBeFocused();

    for (const theme of ['dark', 'light'] as const) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      await page.getByRole('textbox', { name: 'Decoy' }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('status', { name: 'Outcome of the self-test' })).toContainText('0 of', {
        timeout: 60_000,
      });
      await expectNoViolations(page, `Privacy, ${theme}`);
      await page.screenshot({ path: testInfo.outputPath(`privacy-${theme}.png`), fullPage: true });
    }

    const downloads = page.waitForEvent('download', { timeout: 90_000 });
    await page.getByRole('button', { name: 'Export the evidence' }).focus();
    await page.keyboard.press('Enter');
    const download = await downloads;
    expect(download.suggestedFilename()).toBe('readroom-privacy-evidence.zip');
    const pack = await readPack(download);
    expect([...pack.keys()].filter((name) => name !== 'sbom.cdx.json')).toEqual([
      'METHOD.txt',
      'summary.html',
      'environment.json',
      'self-test.json',
      'headers.json',
      'files.json',
      'models.json',
      'requests.json',
    ]);
    const environment = JSON.parse(pack.get('environment.json')?.toString() ?? '') as unknown;
    expect(environment).toMatchObject({ enforcement: { complete: true } });
    const { count, files } = JSON.parse(pack.get('files.json')?.toString() ?? '') as FilesJson;
    expect(count).toMatchObject({ differs: 0, missing: 0 });
    for (const { path, got } of files.filter(({ comparison }) => comparison === 'same')) {
      const whole = await readFile(`${REPOSITORY.dist}${path === '/' ? '/index.html' : path}`);
      const file = listedPart(path, whole);
      expect.soft(got, path).toEqual({
        bytes: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
      });
    }
    const headers = JSON.parse(pack.get('headers.json')?.toString() ?? '') as Record<
      string,
      Record<string, string>
    >;
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect.soft(headers['/']?.[name.toLowerCase()], name).toBe(value);
    }
    for (const [name, bytes] of pack) expect(bytes.includes('Canary'), name).toBe(false);
    await page.emulateMedia({ media: 'print' });
    await page.pdf({ path: testInfo.outputPath('privacy.pdf') });
    await page.screenshot({ path: testInfo.outputPath('privacy-print.png'), fullPage: true });
  });
});
