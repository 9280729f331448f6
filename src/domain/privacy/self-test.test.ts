import { describe, expect, it } from 'vitest';
import type { ChannelId } from './channels.ts';
import { leaksAfter, type SelfTestReport } from './self-test.ts';
import type { Verdict } from './verdict.ts';

type Run = Pick<SelfTestReport, 'ended' | 'results'>;

/** A run whose ways out ended like this, one after the other. */
function run(ended: Run['ended'], ...kinds: readonly Verdict['kind'][]): Run {
  const channel: ChannelId = 'fetch';
  const verdict = (kind: Verdict['kind']): Verdict =>
    kind === 'blocked' ? { kind, rule: 'connect-src' } : { kind, why: '' };
  return {
    ended,
    results: kinds.map((kind) => ({ channel, place: 'page', verdict: verdict(kind), at: 0, ms: 1 })),
  };
}

describe('what is known to leak', () => {
  it('is what the last whole run found', () => {
    expect(leaksAfter(0, run('complete', 'leaked', 'leaked', 'blocked'))).toBe(2);
    expect(leaksAfter(5, run('complete', 'leaked', 'blocked'))).toBe(1);
  });

  it('is taken back by a whole run in which rules were named and nothing leaked', () => {
    expect(leaksAfter(2, run('complete', 'blocked', 'untried'))).toBe(0);
  });

  it.each([
    ['was cancelled', run('cancelled', 'blocked', 'untried')],
    ['took too long', run('time-over', 'blocked', 'untried')],
    ['showed nothing', run('complete', 'untried')],
    ['could not see where a rule should have spoken', run('complete', 'blocked', 'unseen')],
  ] as const)('is not taken back by a run that %s', (_, report) => {
    expect(leaksAfter(2, report)).toBe(2);
  });

  it('never becomes fewer by a run that was broken off, and more by what that found', () => {
    expect(leaksAfter(2, run('cancelled', 'leaked'))).toBe(2);
    expect(leaksAfter(0, run('cancelled', 'leaked', 'untried'))).toBe(1);
  });
});
