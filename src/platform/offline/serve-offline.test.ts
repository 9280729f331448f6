import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RESPONSE_HEADERS } from '../../domain/privacy/response-headers.ts';
import { buildOf, createWorkerBench, type WorkerBench } from '../../testing/offline/worker-bench.ts';

const FIRST = {
  '/': 'page 1',
  '/assets/index-1.js': 'script 1',
  '/assets/late-1.js': 'late 1',
  '/icon.svg': 'icon',
};
const SECOND = {
  '/': 'page 2',
  '/assets/index-2.js': 'script 2',
  '/assets/late-2.js': 'late 2',
  '/icon.svg': 'icon',
};

/** By their names as a browser writes them. */
const OURS = Object.fromEntries(
  Object.entries(RESPONSE_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
);

let bench: WorkerBench;

function headersOf(answer: Response | null): Record<string, string> {
  return Object.fromEntries(answer?.headers ?? []);
}

function publish(files: Readonly<Record<string, string>>): void {
  bench.site.clear();
  for (const [path, text] of Object.entries(files)) bench.site.set(path, text);
}

beforeEach(() => {
  bench = createWorkerBench();
  publish(FIRST);
});

describe('a service worker', () => {
  it('answers with its build when the server is gone, and with the headers that keep every word here', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    bench.online = false;
    expect(await worker.ask('/?a=b', { navigates: true })).toBe('page 1');
    expect(await worker.ask('/assets/late-1.js')).toBe('late 1');
    const page = await worker.answer('/');
    expect(headersOf(page)).toEqual({ ...OURS, 'content-type': 'text/plain;charset=UTF-8' });
  });

  it('takes nothing from its cache that a script of the page wrote there, with whatever headers', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    const cache = await bench.caches.open(`readroom-build-${buildOf(FIRST).build}`);
    await cache.put(
      '/',
      new Response('page !', { headers: { Refresh: '0; url=https://elsewhere.example/' } }),
    );
    expect(await worker.ask('/', { navigates: true })).toBe('page 1');
    bench.online = false;
    await cache.put('/', new Response('page !'));
    await expect(worker.ask('/', { navigates: true })).rejects.toThrow('Failed to fetch');
    await cache.put('/assets/other-9.js', new Response('script !', { headers: { 'Report-To': '{}' } }));
    expect(headersOf(await worker.answer('/assets/other-9.js'))).toMatchObject(OURS);
    expect(headersOf(await worker.answer('/assets/other-9.js'))).not.toHaveProperty('report-to');
  });

  it('fetches again what was altered in its cache', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    const cache = await bench.caches.open(`readroom-build-${buildOf(FIRST).build}`);
    await cache.put('/icon.svg', new Response('icon !'));
    await worker.ask('/icon.svg');
    expect((await worker.status()).error).toBeNull();
    bench.online = false;
    expect(await worker.ask('/icon.svg')).toBe('icon');
  });

  it('asks the server for each file once, and for none that it answers', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    const once = [...Object.keys(FIRST), '/policy.json'];
    expect(bench.asked).toEqual(once);
    await worker.ask('/');
    await worker.status();
    expect(bench.asked).toEqual(once);
  });

  it.each([
    ['altered', 'page !'],
    ['longer', 'page 1 and more'],
    ['shorter', 'page'],
    ['gone', undefined],
  ])('gives up a build of which a file is %s, keeps nothing of it and says why', async (_, text) => {
    if (text === undefined) bench.site.delete('/icon.svg');
    else bench.site.set('/icon.svg', text);
    bench.tabs.add('tab');
    await expect(bench.start(buildOf(FIRST)).install()).rejects.toMatchObject({ name: 'ReadroomError' });
    expect(await bench.caches.keys()).not.toContain(`readroom-build-${buildOf(FIRST).build}`);
    expect(bench.told).toMatchObject([
      { kind: 'offline/not-kept', error: { code: expect.stringMatching(/^(offline|net)\//) as string } },
    ]);
  });

  it('gives up when there is no room', async () => {
    bench = createWorkerBench({ refuses: (path) => path === '/icon.svg' });
    publish(FIRST);
    await expect(bench.start(buildOf(FIRST)).install()).rejects.toMatchObject({ code: 'offline/not-kept' });
  });

  it('leaves models to the network, and sends nothing elsewhere or unknown, which it tells without the address', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    bench.tabs.add('tab');
    expect(await worker.ask('/models/catalog.json')).toBe('network');
    expect(await worker.ask('https://elsewhere.example/nodule')).toBeNull();
    expect(await worker.ask('/nodule')).toBeNull();
    expect(await worker.ask('/', { method: 'POST' })).toBeNull();
    await Promise.resolve();
    expect(bench.told).toEqual([
      { kind: 'offline/refused', refusal: 'foreign' },
      { kind: 'offline/refused', refusal: 'unknown' },
      { kind: 'offline/refused', refusal: 'method' },
    ]);
  });

  it('fetches again what the browser let go of, and says so when it cannot', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    expect(await worker.status()).toMatchObject({ build: buildOf(FIRST).build, error: null });
    await bench.caches.delete(`readroom-build-${buildOf(FIRST).build}`);
    bench.online = false;
    expect((await worker.status()).error?.code).toBe('net/offline');
    bench.online = true;
    expect((await worker.status()).error).toBeNull();
    bench.online = false;
    expect(await worker.ask('/')).toBe('page 1');
  });

  it('knows by its script whether a page is of its build', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    expect((await worker.status('/assets/index-1.js')).hasScript).toBe(true);
    expect((await worker.status('/assets/index-2.js')).hasScript).toBe(false);
  });

  it('takes over only when it is told to, and listens to no other message', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.install();
    await worker.send({ kind: 'self-test' });
    expect(worker.skipped()).toBe(false);
    await worker.send({ kind: 'offline/take-over' });
    expect(worker.skipped()).toBe(true);
  });

  it('gives what the site may change as the server has it now, and its last word without a server', async () => {
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    expect((await worker.answer('/policy.json'))?.status).toBe(404);
    bench.site.set('/policy.json', 'strict');
    expect(await worker.ask('/policy.json')).toBe('strict');
    bench.site.set('/policy.json', 'stricter');
    expect(await worker.ask('/policy.json')).toBe('stricter');
    bench.site.delete('/policy.json');
    expect(await worker.ask('/policy.json')).toBe('stricter');
    bench.online = false;
    expect(await worker.ask('/policy.json')).toBe('stricter');
  });

  it('gives what the site asked last when the network swallows the question, before the page gives up', async () => {
    bench.site.set('/policy.json', 'strict');
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    bench.silent = true;
    const answer = worker.ask('/policy.json');
    await vi.waitFor(() => expect(bench.asked.at(-1)).toBe('/policy.json'));
    await bench.clock.advance(3_000);
    expect(await answer).toBe('strict');
  });

  it('knows what the site asks from its first day, though no page has asked through it yet', async () => {
    bench.site.set('/policy.json', 'strict');
    const worker = bench.start(buildOf(FIRST));
    await worker.run();
    bench.online = false;
    expect(await worker.ask('/policy.json')).toBe('strict');
  });
});

describe('an update', () => {
  it('waits beside the version in use: that one goes on with its own files, and they never mix', async () => {
    const first = bench.start(buildOf(FIRST));
    await first.run();
    publish(SECOND);
    const second = bench.start(buildOf(SECOND));
    await second.install();
    expect(await first.ask('/', { navigates: true })).toBe('page 1');
    expect(await first.ask('/assets/late-1.js')).toBe('late 1');
    bench.online = false;
    await second.activate();
    expect(await second.ask('/', { navigates: true })).toBe('page 2');
    expect(await second.ask('/assets/late-2.js')).toBe('late 2');
  });

  it('that arrives damaged leaves the version in use as it is', async () => {
    const first = bench.start(buildOf(FIRST));
    await first.run();
    publish({ ...SECOND, '/assets/late-2.js': 'late ?' });
    await expect(bench.start(buildOf(SECOND)).install()).rejects.toMatchObject({
      code: 'offline/damaged-file',
    });
    bench.online = false;
    expect(await first.ask('/', { navigates: true })).toBe('page 1');
    expect(await first.ask('/assets/late-1.js')).toBe('late 1');
  });

  it('leaves the old files to tabs that were open before it, until the last of them is closed', async () => {
    await bench.start(buildOf(FIRST)).run();
    bench.tabs.add('old tab').add('other old tab');
    publish(SECOND);
    const second = bench.start(buildOf(SECOND));
    await second.run();
    bench.online = false;
    bench.tabs.add('new tab');
    bench.tabs.delete('old tab');
    await second.status();
    expect(await second.ask('/assets/late-1.js')).toBe('late 1');
    bench.tabs.delete('other old tab');
    await second.status();
    expect(await bench.caches.keys()).not.toContain(`readroom-build-${buildOf(FIRST).build}`);
    await expect(second.ask('/assets/late-1.js')).rejects.toThrow();
    expect(await second.ask('/assets/late-2.js')).toBe('late 2');
  });

  it('does not let go of the version after it, which is being kept', async () => {
    await bench.start(buildOf(FIRST)).run();
    publish(SECOND);
    const second = bench.start(buildOf(SECOND));
    await second.install();
    const third = { ...SECOND, '/': 'page 3' };
    publish(third);
    await bench.start(buildOf(third)).install();
    await second.activate();
    await second.status();
    expect(await bench.caches.keys()).toContain(`readroom-build-${buildOf(third).build}`);
  });

  it('back to an earlier build keeps that build’s files, old tabs or not', async () => {
    await bench.start(buildOf(FIRST)).run();
    bench.tabs.add('old tab');
    publish(SECOND);
    const second = bench.start(buildOf(SECOND));
    await second.run();
    publish(FIRST);
    const back = bench.start(buildOf(FIRST));
    await back.install();
    bench.tabs.delete('old tab');
    await second.status();
    await back.activate();
    bench.online = false;
    expect(await back.ask('/', { navigates: true })).toBe('page 1');
    expect(await back.status()).toMatchObject({ error: null });
    // A tab of the version that was taken back.
    expect(await back.ask('/assets/late-2.js')).toBe('late 2');
  });
});
