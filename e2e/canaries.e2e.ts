import { expect, test } from '@playwright/test';
import { releaseCanaries } from '../scripts/prove-privacy/canaries/release-canaries.ts';
import { startServer } from '../scripts/serve/static-server.ts';
import { openSite } from './webgpu/support/site.ts';

test('words of reports, names and errors come out nowhere: one round of every flow', async () => {
  // More than a minute on two free cores; some of the flows wait for limits of their own.
  test.setTimeout(400_000);
  const site = await openSite();
  const server = await startServer({ dist: site.dist, models: site.models, port: 0 });
  try {
    // One round of all flows takes some fifty.
    const run = await releaseCanaries({ port: server.port, count: 60, seed: 7 });
    expect(run.found).toEqual([]);
    expect(run.profileFiles).toEqual([]);
    // Silence of ears that hear nothing would mean nothing.
    expect(run.deaf).toEqual([]);
    expect(Object.keys(run.passes)).toContain('storageGone');
  } finally {
    await server.close();
    await site.remove();
  }
});
