import { describe, expect, it, test, vi } from 'vitest';
import type { TimelineEntry } from '../../domain/privacy/request.ts';
import { createForeignRequests, MAX_KEPT } from './foreign-requests.ts';
import { listenToWorkers } from './timeline.ts';

const ORIGIN = 'https://ris.example';

function entry(url: string): TimelineEntry {
  return { url, initiator: 'fetch', at: 0, networkBytes: 0, bodyBytes: 0, status: 200 };
}

function openLog() {
  let tell: (entries: readonly TimelineEntry[], place: string) => void = () => undefined;
  const requests = createForeignRequests(ORIGIN, [(onEntries) => (tell = onEntries)]);
  return { requests, tell: (...urls: string[]) => tell(urls.map(entry), 'page') };
}

describe('the list of requests', () => {
  test('counts own and foreign ones, and leaves the tries of a self-test out of both', () => {
    const { requests, tell } = openLog();
    requests.expectTries('canary-1');
    tell(`${ORIGIN}/app.js`, 'https://decoy.invalid/canary-1/fetch', 'https://cdn.example/a');
    expect([requests.total(), requests.count(), requests.tries()]).toEqual([2, 1, 1]);
    expect(requests.list().map(({ kind }) => kind)).toEqual(['own', 'self-test', 'foreign']);
  });

  test('goes on counting when it keeps no more', () => {
    const { requests, tell } = openLog();
    for (let i = 0; i < MAX_KEPT + 10; i++) tell(`${ORIGIN}/${i}`);
    expect(requests.total()).toBe(MAX_KEPT + 10);
    expect(requests.list()).toHaveLength(MAX_KEPT);
    expect(requests.list()[0]?.url).toBe(`${ORIGIN}/10`);
  });

  test('is another array whenever it has changed, and tells its listeners until they leave', () => {
    const { requests, tell } = openLog();
    let told = 0;
    const leave = requests.subscribe(() => told++);
    const before = requests.list();
    tell(`${ORIGIN}/a`);
    expect(requests.list()).not.toBe(before);
    leave();
    tell(`${ORIGIN}/b`);
    expect(told).toBe(1);
  });
});

it('takes no self-test of another tab for something that was sent elsewhere', async () => {
  let tell: (place: string, url: string) => void = () => undefined;
  const here = createForeignRequests(ORIGIN, [
    listenToWorkers,
    (onEntries) => (tell = (place, url) => onEntries([entry(url)], place)),
  ]);
  createForeignRequests(ORIGIN, []).expectTries('readroom-self-test-1');
  await vi.waitFor(() => {
    tell('service worker', 'https://decoy.invalid/readroom-self-test-1/fetch');
    expect(here.tries()).toBeGreaterThan(0);
  });
});
