import { expect, test } from '@playwright/test';
import { fireChannels, gotOut } from '../scripts/prove-privacy/fire-channels.ts';
import { MAY_STAY_SILENT } from '../scripts/prove-privacy/proof.ts';
import { runOffline } from '../scripts/prove-privacy/offline.ts';
import { TWENTY_FINDINGS } from '../scripts/prove-privacy/reports.ts';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { startServer } from '../scripts/serve/static-server.ts';
import { openSite } from './webgpu/support/site.ts';

// The short form of `npm run prove-privacy`; the whole journey is in first-run.e2e.ts, under the same net log.

test('with the headers off, the detectors see every way out that is tried', async () => {
  const { channels } = await fireChannels({}, { shareTabs: true });
  const silent = channels.filter((channel) => !gotOut(channel)).map(({ name }) => name);
  expect(silent.filter((name) => !MAY_STAY_SILENT.has(name))).toEqual([]);
  const kinds = new Set(channels.flatMap(({ netLog }) => netLog));
  expect([...kinds].sort()).toEqual(['request', 'resolver', 'socket', 'udp']);
  expect(channels.filter(({ decoy }) => decoy.canary).length).toBeGreaterThan(40);
  expect(channels.filter(({ decoy }) => decoy.udp > 0).map(({ name }) => name)).toContain('stun');
});

test('with the headers on, the same ways lead to no name, no socket and no packet', async () => {
  const { channels, others, elsewhere } = await fireChannels(SECURITY_HEADERS, { shareTabs: true });
  expect(channels.length).toBeGreaterThan(50);
  expect(channels.filter(gotOut)).toEqual([]);
  expect(others).toEqual([]);
  expect(elsewhere).toEqual({ tcp: 0, udp: 0, canary: false });
});

test('with the server gone after the installation, reports are drafted and saved', async () => {
  const site = await openSite();
  // The tiny model: what is shown here is that nothing is asked for, not how it reads.
  const server = await startServer({ dist: site.dist, models: site.models, port: 0 });
  try {
    const run = await runOffline(server, TWENTY_FINDINGS.slice(0, 3));
    expect(run).toMatchObject({ drafts: 3, foreign: [], decoy: { tcp: 0, udp: 0 } });
  } finally {
    await server.close();
    await site.remove();
  }
});
