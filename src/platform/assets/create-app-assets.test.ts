import { describe, expect, it } from 'vitest';
import { createOriginFetch } from '../net/origin-fetch.ts';
import type { AppAssets } from './app-assets-port.ts';
import { createAppAssets } from './create-app-assets.ts';

interface Browser {
  readonly assets: AppAssets;
  readonly asked: string[];
  online: boolean;
}

/** A browser whose HTTP cache holds what it was sent, except what `drops` says. */
function openBrowser(
  list: unknown,
  drops: (path: string) => boolean = () => false,
  hold?: (path: string) => boolean,
): Browser {
  const held = new Set<string>();
  const browser: Omit<Browser, 'assets'> = { asked: [], online: true };
  const net = createOriginFetch('https://ris.example', (url, init) => {
    if (init.signal?.aborted === true) return Promise.reject(new DOMException('', 'AbortError'));
    const path = new URL(url).pathname;
    browser.asked.push(`${init.cache ?? ''} ${path}`);
    if (!held.has(path) && (init.cache === 'only-if-cached' || !browser.online)) {
      return Promise.reject(new TypeError('Failed to fetch'));
    }
    if (path === '/assets.json') {
      return Promise.resolve(list === null ? new Response('', { status: 404 }) : Response.json(list));
    }
    if (!drops(path)) held.add(path);
    return Promise.resolve(new Response('x'));
  });
  return Object.assign(browser, { assets: createAppAssets(net, hold) });
}

const listOf = (...paths: string[]): unknown => ({
  schemaVersion: 2,
  build: 'b'.repeat(64),
  files: paths.map((path) => ({ path, bytes: 1, sha256: 'a'.repeat(64) })),
});
const LIST = listOf('/', '/assets/index-1.js', '/assets/pipeline.worker-2.js', '/model-libs/tiny.wasm');

describe('the files of the app', () => {
  it('are fetched once each and then at hand', async () => {
    const browser = openBrowser(LIST);
    expect(await browser.assets.keep()).toEqual([]);
    browser.online = false;
    expect(await browser.assets.keep()).toEqual([]);
  });

  it('that have no hash in their name are left to who looks after them', async () => {
    const browser = openBrowser(LIST);
    await browser.assets.keep();
    expect(browser.asked).toEqual([
      'default /assets.json',
      'default /assets/index-1.js',
      'only-if-cached /assets/index-1.js',
      'default /assets/pipeline.worker-2.js',
      'only-if-cached /assets/pipeline.worker-2.js',
    ]);
  });

  it('that the browser does not keep are named', async () => {
    const browser = openBrowser(LIST, (path) => path.includes('worker'));
    expect(await browser.assets.keep()).toEqual(['/assets/pipeline.worker-2.js']);
  });

  it('that the browser does not keep are held by whoever can use them from memory', async () => {
    const held: string[] = [];
    const hold = (path: string): boolean => held.push(path) > 0;
    const browser = openBrowser(LIST, (path) => path.includes('worker'), hold);
    expect(await browser.assets.keep()).toEqual([]);
    expect(held).toEqual(['/assets/pipeline.worker-2.js']);
  });

  it('that cannot be fetched are named, and fetched when there is a network again', async () => {
    const browser = openBrowser(LIST, () => !browser.online);
    expect(await browser.assets.keep()).toEqual([]);
    const late = openBrowser(LIST);
    late.online = false;
    expect(await late.assets.keep()).toBeNull();
    late.online = true;
    expect(await late.assets.keep()).toEqual([]);
  });

  it.each([
    ['none', null],
    ['a page', 'text'],
    ['foreign addresses', listOf('https://elsewhere.example/a.js')],
    ['an older one', { schemaVersion: 1, assets: ['/assets/index-1.js'] }],
    ['too many', listOf(...Array.from({ length: 501 }, (_, i) => `/assets/${i}.js`))],
  ])('are not guessed where the list is %s', async (_, list) => {
    const browser = openBrowser(list);
    expect(await browser.assets.keep()).toBeNull();
    expect(browser.asked).toEqual(['default /assets.json']);
  });

  it('are left when nobody waits for them any more', async () => {
    const browser = openBrowser(LIST);
    const stopped = browser.assets.keep(AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});
