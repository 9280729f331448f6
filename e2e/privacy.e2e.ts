import { rmSync } from 'node:fs';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { REPOSITORY } from '../scripts/serve/folders.ts';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { startServer } from '../scripts/serve/static-server.ts';
import { copyOfProfile, launchLogged } from './support/journey.ts';
import { foreignContacts, readNetContacts, type NetContact } from './support/net-log.ts';
import { E2E_HOST } from './support/place.ts';

/** Chromium takes names under localhost for this machine without asking anyone, so no attempt truly leaves. */
const DECOY = 'decoy.localhost';

/** Tries the ways out that a page has without leaving it; each failure is the point, so none is reported. */
async function tryToLeave(page: Page, decoy: string): Promise<void> {
  await page.evaluate(async (host) => {
    const attempts: (() => unknown)[] = [
      () => fetch(`http://fetch.${host}:7999/`, { mode: 'no-cors' }),
      () => navigator.sendBeacon(`http://beacon.${host}:7999/`, 'x'),
      () => new WebSocket(`ws://socket.${host}:7999/`),
      () => {
        new Image().src = `http://image.${host}:7999/`;
      },
      () => {
        for (const rel of ['dns-prefetch', 'preconnect', 'prefetch']) {
          const link = document.createElement('link');
          link.rel = rel;
          link.href = `http://${rel}.${host}:7999/`;
          document.head.append(link);
        }
      },
      async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:stun.${host}:7999` }] });
        peer.createDataChannel('x');
        await peer.setLocalDescription(await peer.createOffer());
      },
    ];
    for (const attempt of attempts) {
      try {
        await attempt();
      } catch {
        // Refused, as it should be under the headers.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }, decoy);
}

async function contactsOf(
  headers: Readonly<Record<string, string>>,
  testInfo: TestInfo,
): Promise<NetContact[]> {
  const server = await startServer({ ...REPOSITORY, port: 0, headers });
  const profile = copyOfProfile('fresh');
  const netLog = testInfo.outputPath('net-log.json');
  const context = await launchLogged(profile, netLog);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${server.url}/harness`);
    await tryToLeave(page, DECOY);
  } finally {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return foreignContacts(readNetContacts(netLog), E2E_HOST);
}

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('with the headers off, the detector sees every way out that is tried', async ({}, testInfo) => {
  const contacts = await contactsOf({}, testInfo);
  const hosts = new Set(contacts.map(({ host }) => host));
  for (const name of ['fetch', 'beacon', 'socket', 'image', 'dns-prefetch', 'preconnect']) {
    expect(hosts).toContain(`${name}.${DECOY}`);
  }
  expect(contacts.some(({ kind }) => kind === 'udp')).toBe(true);
});

// Playwright wants the first argument destructured, even when nothing is taken from it.
// eslint-disable-next-line no-empty-pattern
test('with the headers on, the same attempts reach no name, no socket and no UDP', async ({}, testInfo) => {
  expect(await contactsOf(SECURITY_HEADERS, testInfo)).toEqual([]);
});
