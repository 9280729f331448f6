import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalText, type AssetList } from '../../domain/build/asset-list.ts';
import { serviceWorkerHead } from '../../domain/offline/kept-build.ts';
import { compare } from '../../domain/privacy/evidence/evidence.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';
import { createOriginFetch } from '../net/origin-fetch.ts';
import { readServedFiles, type ServedFiles } from './served-files.ts';

const ORIGIN = 'https://ris.example';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A list of these files that calls itself something else. */
function listOf(listed: Record<string, string>): AssetList {
  const files = Object.entries(listed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({ path, bytes: text.length, sha256: sha256(text) }));
  return { schemaVersion: 2, build: 'a'.repeat(64), files };
}

function headOf(listed: Record<string, string>): string {
  const text = JSON.stringify(listOf(listed));
  return serviceWorkerHead(listOf(listed), { bytes: text.length, sha256: sha256(text) });
}

/** A server with these files, and a list of them that may say something else. */
function read(served: Record<string, string>, listed: Record<string, string>): Promise<ServedFiles> {
  const all: Record<string, string> = { '/assets.json': JSON.stringify(listOf(listed)), ...served };
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

test('the service worker is compared by what follows its first line, which must be that of the list', async () => {
  const outcome = async (line: (right: string) => string, code: string): Promise<string> => {
    const right = headOf({ '/service-worker.js': 'code' });
    const served = { '/service-worker.js': `${line(right)}\n${code}` };
    const { files } = await read(served, { '/service-worker.js': 'code' });
    return files.map((file) => `${file.path} ${compare(file)}`).join();
  };
  const same = (right: string): string => right;
  const wrong = (right: string): string => right.replace('"files"', '"filed"');
  expect(await outcome(same, 'code')).toBe('/service-worker.js same,/assets.json unlisted');
  expect(await outcome(same, 'cope')).toBe('/service-worker.js differs,/assets.json unlisted');
  expect(await outcome(wrong, 'code')).toBe('/service-worker.js differs,/assets.json unlisted');
});

test('the build’s id is that of its lines, whatever the list calls itself', async () => {
  const { build } = await read({ '/': 'page' }, { '/': 'page' });
  expect(build).toBe(sha256(canonicalText(listOf({ '/': 'page' }).files)));
});

test('without a list that can be read nothing is compared', async () => {
  await expect(read({ '/assets.json': '{}' }, {})).rejects.toMatchObject({ code: 'privacy/no-file-list' });
});
