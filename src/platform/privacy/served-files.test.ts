import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compare } from '../../domain/privacy/evidence/evidence.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';
import { createOriginFetch } from '../net/origin-fetch.ts';
import { readServedFiles, type ServedFiles } from './served-files.ts';

const ORIGIN = 'https://ris.example';

/** A server with these files, and a list of them that may say something else. */
function read(served: Record<string, string>, listed: Record<string, string>): Promise<ServedFiles> {
  const files = Object.entries(listed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({
      path,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    }));
  const list = JSON.stringify({ schemaVersion: 2, build: 'a'.repeat(64), files });
  const all: Record<string, string> = { '/assets.json': list, ...served };
  const net = createOriginFetch(ORIGIN, (url) => {
    const body = all[new URL(url).pathname];
    return Promise.resolve(
      new Response(body ?? '', {
        status: body === undefined ? 404 : 200,
        headers: { 'x-b': '2', 'a-a': '1' },
      }),
    );
  });
  const signal = new AbortController().signal;
  return readServedFiles(net, createWebHashing(), { signal, onProgress: () => undefined });
}

test('every file of the list is compared by what came, with its headers by name', async () => {
  const { files, sbom } = await read(
    { '/': 'page', '/assets/a.js': 'flipped', '/sbom.cdx.json': '{}' },
    { '/': 'page', '/assets/a.js': 'as built', '/gone.svg': 'x', '/sbom.cdx.json': '{}' },
  );
  expect(files.map((file) => [file.path, compare(file)])).toEqual([
    ['/', 'same'],
    ['/assets/a.js', 'differs'],
    ['/gone.svg', 'missing'],
    ['/sbom.cdx.json', 'same'],
    ['/assets.json', 'unlisted'],
  ]);
  expect(files[0]?.headers.map(([name]) => name)).toEqual(['a-a', 'content-type', 'x-b']);
  expect(sbom).toEqual(new TextEncoder().encode('{}'));
});

test('a service worker is told of where there is one', async () => {
  const { files } = await read({ '/service-worker.js': 'w' }, {});
  expect(files.map(({ path }) => path)).toEqual(['/assets.json', '/service-worker.js']);
});

test('without a list that can be read nothing is compared', async () => {
  await expect(read({ '/assets.json': '{}' }, {})).rejects.toMatchObject({ code: 'privacy/no-file-list' });
});
