import { expect, test } from 'vitest';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createOriginFetch } from './origin-fetch.ts';
import { CATALOG_PATH, PAGE_PATH, type OwnPath } from './own-path.ts';

const ORIGIN = 'https://ris.example';

async function codeFor(
  path: string,
  send: () => Promise<Response>,
): Promise<{ code: string | null; sent: number }> {
  let sent = 0;
  const net = createOriginFetch(ORIGIN, () => {
    sent += 1;
    return send();
  });
  const code = await net.get(path as OwnPath).then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );
  return { code, sent };
}
const fine = (): Promise<Response> => Promise.resolve(new Response('x'));

test.each([
  'https://elsewhere.example/a',
  '//elsewhere.example/a',
  'http://ris.example/a',
  'https://ris.example:8443/a',
  'https://ris.example@elsewhere.example/a',
  '\\\\elsewhere.example\\a',
  'data:text/plain,x',
  'blob:https://ris.example/1',
  'javascript:alert(1)',
  'https://user:secret@ris.example/a',
  '/a?findings=nodule',
  '/a#nodule',
])('%s is refused before anything is sent', async (path) => {
  const result = await codeFor(path, fine);
  expect(result.sent).toBe(0);
  expect(result.code).toBe('net/foreign-origin');
});

test('own files are fetched without a referrer, following no redirect', async () => {
  const seen: [string, RequestInit][] = [];
  const net = createOriginFetch(ORIGIN, (url, init) => {
    seen.push([url, init]);
    return fine();
  });
  expect(await (await net.get(CATALOG_PATH)).text()).toBe('x');
  expect(seen[0]?.[0]).toBe('https://ris.example/models/catalog.json');
  expect(seen[0]?.[1]).toMatchObject({ method: 'GET', redirect: 'error', referrerPolicy: 'no-referrer' });
});

test('each failure has its name', async () => {
  expect((await codeFor('/a', () => Promise.reject(new TypeError('x')))).code).toBe('net/offline');
  expect((await codeFor('/a', () => Promise.resolve(new Response('', { status: 404 })))).code).toBe(
    'net/http-status',
  );
});

test('cancelling stays cancelling', async () => {
  const net = createOriginFetch(ORIGIN, () => Promise.reject(new DOMException('stop', 'AbortError')));
  await expect(net.get(PAGE_PATH, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
