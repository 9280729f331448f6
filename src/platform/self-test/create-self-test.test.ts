import { describe, expect, test } from 'vitest';
import { CHANNELS } from '../../domain/privacy/channels.ts';
import { SELF_TEST_LIMIT_MS } from '../../domain/privacy/self-test.ts';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSelfTest, type SelfTestParts } from './create-self-test.ts';

const BLOCKED = { answered: false, rules: ['connect-src'], failed: true };

function open(parts: Partial<SelfTestParts> = {}) {
  const clock = createManualClock();
  let runs = 0;
  const selfTest = createSelfTest({
    clock,
    ownHost: 'ris.example',
    createCanary: () => `canary-${runs++}`,
    others: [],
    inPage: ({ onObserved }) => {
      onObserved({ channel: 'fetch', observation: BLOCKED, at: 1, ms: 2.4 });
      return Promise.resolve();
    },
    ...parts,
  });
  return { clock, selfTest };
}

const run = { decoy: 'decoy.invalid', signal: new AbortController().signal };

describe('a self-test', () => {
  test('reports every channel and place once, in the order of the table', async () => {
    const { results } = await open().selfTest.run(run);
    expect(results.map(({ channel, place }) => `${channel} ${place}`)).toEqual(
      CHANNELS.flatMap(({ id, places }) => places.map((place) => `${id} ${place}`)),
    );
    expect(results[0]).toMatchObject({ verdict: { kind: 'blocked', rule: 'connect-src' }, ms: 2 });
  });

  test('says why what has no result has none: not tried by design, no such place, no word', async () => {
    const { selfTest } = open({
      others: [
        { place: 'service-worker', run: () => Promise.resolve('No service worker runs for this page.') },
      ],
    });
    const { results } = await selfTest.run(run);
    const why = (channel: string, place: string): unknown =>
      results.find((result) => result.channel === channel && result.place === place)?.verdict;
    expect(why('location', 'page')).toMatchObject({
      kind: 'untried',
      why: expect.stringContaining('take this page') as string,
    });
    expect(why('fetch', 'service-worker')).toMatchObject({
      kind: 'untried',
      why: 'No service worker runs for this page.',
    });
    expect(why('image', 'page')).toMatchObject({ kind: 'untried' });
  });

  test('gives every place a canary of its own', async () => {
    const bases: string[] = [];
    const note = ({ base }: { base: string }) => {
      bases.push(base);
      return Promise.resolve(null);
    };
    const { selfTest } = open({
      inPage: async (options) => {
        await note(options);
      },
      others: [{ place: 'worker', run: note }],
    });
    await selfTest.run(run);
    expect(bases).toEqual(['decoy.invalid/canary-0', 'decoy.invalid/canary-1']);
  });

  test('keeps what was known when it is cancelled', async () => {
    const controller = new AbortController();
    const { selfTest } = open({
      inPage: async ({ onObserved, signal }) => {
        onObserved({ channel: 'fetch', observation: BLOCKED, at: 1, ms: 2 });
        controller.abort();
        await Promise.reject(signal.reason as Error);
      },
    });
    const report = await selfTest.run({ ...run, signal: controller.signal });
    expect(report.ended).toBe('cancelled');
    expect(report.results[0]?.verdict.kind).toBe('blocked');
    expect(report.results.filter(({ verdict }) => verdict.kind === 'blocked')).toHaveLength(1);
  });

  test('ends after its limit even when a channel hangs', async () => {
    const { clock, selfTest } = open({
      inPage: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    const ending = selfTest.run(run);
    await clock.advance(SELF_TEST_LIMIT_MS);
    expect((await ending).ended).toBe('time-over');
  });

  test('hides no fault of its own behind a result', async () => {
    const { selfTest } = open({ inPage: () => Promise.reject(new RangeError('ours')) });
    await expect(selfTest.run(run)).rejects.toThrow(RangeError);
  });
});
