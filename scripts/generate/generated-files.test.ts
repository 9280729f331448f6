import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../serve/headers.ts';
import { ROOT } from '../serve/folders.ts';
import { deployFiles } from './deploy-files.ts';
import { generatedFiles } from './generated-files.ts';

test.each(Object.entries(generatedFiles()))('%s is what `npm run generate` writes', (path, text) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

test.each(Object.entries(deployFiles()))(
  'deploy/%s carries every security header unchanged',
  (_name, text) => {
    const plain = text.replaceAll('&quot;', '"');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(plain).toContain(name);
      expect(plain).toContain(value);
    }
  },
);

test('the policy loosens the strict one only by the blobs and the default policy that wllama needs', () => {
  const policy = SECURITY_HEADERS['Content-Security-Policy'] ?? '';
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|data:|\*/);
  expect(policy.match(/blob:/g)).toHaveLength(2);
  expect(policy).toContain("worker-src 'self' blob:;");
  expect(policy).toContain("connect-src 'self' blob:;");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  // Any other name would be one under which injected code could make a policy that lets everything pass.
  expect(policy).toMatch(/; trusted-types default$/);
});

test('a static host asks anew for what has no hash in its name: an old service worker would hold the old version', () => {
  const blocks = (deployFiles()['_headers'] ?? '').split(/^(?=\/)/m);
  for (const path of ['/', '/index.html', '/service-worker.js', '/manifest.webmanifest']) {
    expect(blocks).toContain(`${path}\n  Cache-Control: no-cache\n`);
  }
});

test('the Caddyfile sets each Cache-Control for paths of its own, since there the widest rule would win', () => {
  const lines = (deployFiles()['Caddyfile'] ?? '')
    .split('\n')
    .filter((line) => line.includes('Cache-Control'));
  expect(lines).toHaveLength(4);
  for (const line of lines)
    expect(line).toMatch(/^\theader (?:@page|\/(?:assets|models|model-libs)\/\*) Cache-Control "/);
  expect(deployFiles()['Caddyfile']).toContain('@page not path /assets/* /models/* /model-libs/*');
});
