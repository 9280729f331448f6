import { describe, expect, test } from 'vitest';
import type { ChannelId } from '../../domain/privacy/channels.ts';
import { createWebClock } from '../clock/web-clock.ts';
import { SCRIPT_REFUSED } from '../net/trusted-types.ts';
import type { AnswerWatch } from './answer-watch.ts';
import type { Probe } from './probe.ts';
import type { RuleWatch } from './rule-watch.ts';
import { runProbes, type Observed } from './run-probes.ts';

const BASE = 'decoy.invalid/canary';

interface Place {
  readonly rules: RuleWatch;
  readonly answered: Set<string>;
  readonly run: (probes: readonly Probe[], signal?: AbortSignal) => Promise<Observed[]>;
}

function openPlace(): Place {
  const rules: RuleWatch = { onStopped: () => undefined, also: () => undefined, end: () => undefined };
  const answered = new Set<string>();
  const answers: AnswerWatch = {
    has: (url) => answered.has(url),
    also: () => undefined,
    end: () => undefined,
  };
  return {
    rules,
    answered,
    async run(probes, signal = new AbortController().signal) {
      const seen: Observed[] = [];
      await runProbes({
        probes,
        base: BASE,
        scheme: 'http',
        clock: createWebClock(),
        rules,
        answers,
        signal,
        extend: (target) => target,
        onObserved: (observed) => seen.push(observed),
      });
      return seen;
    },
  };
}

describe('a probe', () => {
  test('is told a rule that speaks up a turn after the error', async () => {
    const { rules, run } = openPlace();
    const [seen] = await run([
      {
        channel: 'fetch',
        fire: ({ url }) => {
          setTimeout(() => rules.onStopped({ rule: 'connect-src', blocked: url }), 30);
          return Promise.resolve('failed');
        },
      },
    ]);
    expect(seen?.observation).toEqual({ answered: false, rules: ['connect-src'], failed: true });
  });

  test('is not told the rule of another channel that was slow', async () => {
    const { rules, run } = openPlace();
    const [seen] = await run([
      {
        channel: 'image',
        fire: () => {
          rules.onStopped({ rule: 'connect-src', blocked: `http://${BASE}/fetch` });
          return Promise.resolve('failed');
        },
      },
    ]);
    expect(seen?.observation).toEqual({ answered: false, rules: [], failed: true });
  });

  test('has leaked when the timeline tells of an answer that the API kept to itself', async () => {
    const { answered, run } = openPlace();
    const [seen] = await run([
      {
        channel: 'beacon',
        fire: ({ url }) => {
          setTimeout(() => answered.add(url), 40);
          return Promise.resolve('silent');
        },
      },
    ]);
    expect(seen?.observation?.answered).toBe(true);
  });

  test('that throws is refused by Trusted Types or by the same-origin policy, or has just failed', async () => {
    const { run } = openPlace();
    const throwing = (channel: ChannelId, error: Error): Probe => ({
      channel,
      fire: () => Promise.reject(error),
    });
    const seen = await run([
      throwing('script', new TypeError(SCRIPT_REFUSED)),
      throwing('foreign-worker', new DOMException('x', 'SecurityError')),
      throwing('websocket', new DOMException('x', 'SecurityError')),
      throwing('script', new TypeError('a fault of ours')),
    ]);
    expect(seen.map(({ observation }) => observation?.rules)).toEqual([
      ['trusted-types'],
      ['same-origin policy'],
      [],
      [],
    ]);
  });

  test('that hears nothing is over in the end, and what it started is told to stop', async () => {
    const { run } = openPlace();
    let stopped = false;
    const [seen] = await run([
      {
        channel: 'eventsource',
        patienceMs: 50,
        fire: ({ signal }) =>
          new Promise(() => {
            signal.addEventListener('abort', () => (stopped = true));
          }),
      },
    ]);
    expect(seen?.observation).toEqual({ answered: false, rules: [], failed: false });
    expect(stopped).toBe(true);
  });

  test('of an API that this browser lacks is not fired', async () => {
    const { run } = openPlace();
    const [seen] = await run([
      { channel: 'webtransport', isOffered: () => false, fire: () => Promise.resolve('answered') },
    ]);
    expect(seen?.observation).toBeNull();
  });

  test('does not begin once the run is cancelled', async () => {
    const { run } = openPlace();
    await expect(
      run([{ channel: 'fetch', fire: () => Promise.resolve('answered') }], AbortSignal.abort()),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
