import { expect, test } from 'vitest';
import { judgeEnforcement } from '../enforcement.ts';
import { compare, countFiles, type Evidence } from './evidence.ts';
import { evidenceFiles } from './evidence-files.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

const EVIDENCE: Evidence = {
  at: 0,
  origin: 'https://ris.example',
  build: HASH,
  browser: {
    userAgent: '<script>alert(1)</script>',
    brands: ['Example 1'],
    platform: 'Example',
    secureContext: true,
    crossOriginIsolated: true,
    serviceWorker: false,
  },
  enforcement: judgeEnforcement({
    headers: null,
    workerHeaders: null,
    allowlistRefused: false,
    policyRefused: true,
    isolated: true,
  }),
  selfTest: {
    decoy: 'decoy.invalid',
    startedAt: 0,
    endedAt: 1,
    ended: 'complete',
    results: [
      { channel: 'fetch', place: 'page', verdict: { kind: 'blocked', rule: 'connect-src' }, at: 0, ms: 1 },
    ],
  },
  files: [
    { path: '/', listed: { bytes: 1, sha256: HASH }, got: { bytes: 1, sha256: HASH }, headers: [['a', 'b']] },
    { path: '/x.js', listed: { bytes: 1, sha256: HASH }, got: { bytes: 1, sha256: OTHER }, headers: [] },
  ],
  sbom: Uint8Array.of(1, 2),
  models: [],
  requests: { own: 1, foreign: 0, selfTest: 1, listed: [] },
};

function textOf(path: string): string {
  return new TextDecoder().decode(evidenceFiles(EVIDENCE).find((file) => file.path === path)?.bytes);
}

test('the same evidence makes the same files in the same order', () => {
  expect(evidenceFiles(EVIDENCE)).toEqual(evidenceFiles(structuredClone(EVIDENCE)));
  expect(evidenceFiles(EVIDENCE).map(({ path }) => path)).toEqual([
    'METHOD.txt',
    'summary.html',
    'environment.json',
    'self-test.json',
    'headers.json',
    'files.json',
    'sbom.cdx.json',
    'models.json',
    'requests.json',
  ]);
});

test('a file that came otherwise than it was built is counted and named in the summary', () => {
  expect(JSON.parse(textOf('files.json'))).toMatchObject({ count: { same: 1, differs: 1 } });
  expect(textOf('summary.html')).toContain('<tr><td>/x.js</td><td>differs</td></tr>');
});

test('a layer that the browser does not enforce stands in the pack with the reason', () => {
  expect(JSON.parse(textOf('environment.json'))).toMatchObject({ enforcement: { complete: false } });
  expect(textOf('summary.html')).toContain(
    '<tr><td>allowlist</td><td>missing</td><td>not-enforced</td></tr>',
  );
});

test('nothing in the summary can run, whatever a browser calls itself', () => {
  expect(textOf('summary.html')).not.toContain('<script');
  expect(textOf('summary.html')).toContain('&lt;script&gt;');
});

test('a policy that the site has set is no damage, and a script that somebody set is', () => {
  const changed = { listed: { bytes: 1, sha256: HASH }, got: { bytes: 2, sha256: OTHER } };
  expect(compare({ path: '/policy.json', ...changed })).toBe('set-by-site');
  expect(compare({ path: '/assets/policy.json', ...changed })).toBe('differs');
  expect(compare({ path: '/a.js', listed: changed.listed, got: null })).toBe('missing');
  expect(countFiles([{ path: '/b', listed: null, got: changed.got, headers: [] }]).unlisted).toBe(1);
});

test('of a request the pack tells where it went, and nothing that an address may say', () => {
  const record = {
    initiator: 'fetch',
    at: 0,
    networkBytes: 0,
    bodyBytes: 0,
    status: 0,
    place: 'page',
    method: null,
  };
  const urls = [
    ['own', 'https://ris.example/assets/a.js?nodule#lung'],
    ['own', 'blob:https://ris.example/0a1b'],
    ['foreign', 'https://elsewhere.example/nodule?lung'],
    ['self-test', 'https://decoy.invalid/fetch?readroom-self-test-1'],
  ] as const;
  const listed = urls.map(([kind, url]) => ({ ...record, kind, url }));
  const files = evidenceFiles({ ...EVIDENCE, requests: { ...EVIDENCE.requests, listed } });
  const text = new TextDecoder().decode(files.find(({ path }) => path === 'requests.json')?.bytes);
  expect((JSON.parse(text) as { listed: { url: string }[] }).listed.map(({ url }) => url)).toEqual([
    'https://ris.example/assets/a.js',
    'blob:https://ris.example',
    'https://elsewhere.example',
    'https://decoy.invalid/fetch?readroom-self-test-1',
  ]);
});
