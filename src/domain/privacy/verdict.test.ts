import { describe, expect, test } from 'vitest';
import { CHANNELS, channelOf } from './channels.ts';
import { countVerdicts, describeCount } from './self-test.ts';
import { judge } from './verdict.ts';

const fetching = channelOf('fetch');

describe('a verdict', () => {
  test('is blocked only where the browser named the rule, each rule once', () => {
    expect(judge(fetching, { answered: false, rules: ['connect-src', 'connect-src'], failed: true })).toEqual(
      {
        kind: 'blocked',
        rule: 'connect-src',
      },
    );
  });

  test('is leaked as soon as something came back, whatever rule was named too', () => {
    expect(judge(fetching, { answered: true, rules: ['connect-src'], failed: false }).kind).toBe('leaked');
  });

  test('takes a failure without a cause for no block: the decoy may just not exist', () => {
    const verdict = judge(fetching, { answered: false, rules: [], failed: true });
    expect(verdict.kind).toBe('unseen');
    expect(verdict).toHaveProperty('why', expect.stringContaining('cannot be seen'));
  });

  test('takes silence for no block either, and promises no answer that a page is not told of', () => {
    const silence = { answered: false, rules: [], failed: false };
    expect(judge(channelOf('form-post'), silence)).toHaveProperty(
      'why',
      expect.stringContaining('may have gone out unseen'),
    );
    expect(judge(channelOf('dns-prefetch'), silence)).toHaveProperty(
      'why',
      expect.stringContaining('nothing of it'),
    );
  });
});

test('no channel is listed twice, and those that would lead the page away are never tried', () => {
  expect(new Set(CHANNELS.map(({ name }) => name)).size).toBe(CHANNELS.length);
  const untried = CHANNELS.filter(({ notTried }) => notTried !== undefined).map(({ id }) => id);
  expect(untried).toEqual([
    'location',
    'link',
    'refresh',
    'download',
    'window-open',
    'form-blank',
    'bare-worker',
  ]);
});

test('one sentence counts what leaked among what could be seen, and never calls silence tight', () => {
  const of = (...kinds: ('blocked' | 'leaked' | 'unseen' | 'untried')[]): string =>
    describeCount(
      countVerdicts(kinds.map((kind) => ({ channel: 'fetch', verdict: { kind, why: '', rule: '' } }))),
    );
  expect(of('blocked', 'unseen', 'untried')).toMatch(
    /^0 of 1 observable ways out leaked: .*1 could not be seen.*1 were not tried/,
  );
  expect(of('untried', 'untried')).toMatch(/^This shows nothing: /);
  expect(of('blocked', 'leaked')).toMatch(/^1 of 2 observable ways out leaked\. /);
  expect(of('unseen', 'untried')).toMatch(/^This shows nothing: /);
});

test('what could have been seen and was not is counted: no rule may stop it', () => {
  const count = countVerdicts([
    { channel: 'fetch', verdict: { kind: 'blocked', rule: 'connect-src' } },
    { channel: 'xhr', verdict: { kind: 'unseen', why: '' } },
    { channel: 'preconnect', verdict: { kind: 'unseen', why: '' } },
  ]);
  expect(count).toMatchObject({ unseen: 2, silent: 1 });
  expect(describeCount(count)).toContain('of 1 of them the browser tells when a rule stops it');
});
