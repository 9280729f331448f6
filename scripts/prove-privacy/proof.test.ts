import { describe, expect, test } from 'vitest';
import type { ChannelOutcome } from './fire-channels.ts';
import { failuresOf, type Direction, type Proof } from './proof.ts';
import { proofMarkdown } from './proof-markdown.ts';

const NOTHING = { tcp: 0, udp: 0, canary: false };

function channel(name: string, more: Partial<ChannelOutcome> = {}): ChannelOutcome {
  return { name, page: 'tried', netLog: [], decoy: NOTHING, ...more };
}

function direction(
  channels: readonly ChannelOutcome[],
  more: Partial<Pick<Direction, 'others' | 'elsewhere'>> = {},
): Direction {
  return { headers: 'some', browser: '156.0', channels, others: [], elsewhere: NOTHING, ...more };
}

const LEAKS = [
  channel('fetch', { netLog: ['request', 'resolver', 'socket'], decoy: { tcp: 1, udp: 0, canary: true } }),
  channel('stun', { netLog: ['udp'], decoy: { tcp: 0, udp: 4, canary: false } }),
];
const HELD = LEAKS.map(({ name }) => channel(name));

function proof(more: Partial<Proof> = {}): Proof {
  return {
    schemaVersion: 1,
    at: '2026-01-01T00:00:00.000Z',
    browser: '156.0',
    system: 'linux',
    switches: ['--one'],
    build: null,
    journey: {
      steps: [{ name: 'install', milliseconds: 5 }],
      ownRequests: 3,
      foreign: [],
      decoy: NOTHING,
    },
    withoutHeaders: direction(LEAKS),
    withHeaders: direction(HELD),
    layers: [],
    offline: { drafts: 2, milliseconds: [1, 2], foreign: [], decoy: NOTHING },
    ...more,
  };
}

const FOREIGN = { kind: 'resolver', host: 'elsewhere.example', port: null } as const;

describe('the proof', () => {
  test('holds when the journey stays at home, the headers hold, and the detectors see what is let loose', () => {
    expect(failuresOf(proof())).toEqual([]);
    expect(proofMarkdown(proof())).toContain('**Passed.**');
  });

  test.each<[string, Partial<Proof>, RegExp]>([
    [
      'a foreign name in the journey',
      { journey: { ...proof().journey, foreign: [FOREIGN] } },
      /contacted elsewhere/,
    ],
    [
      'a packet at the decoy',
      { journey: { ...proof().journey, decoy: { ...NOTHING, udp: 1 } } },
      /1 UDP packets/,
    ],
    ['a channel that gets out under the headers', { withHeaders: direction(LEAKS) }, /fetch got out/],
    [
      'a contact of no channel',
      { withHeaders: direction(HELD, { others: [FOREIGN] }) },
      /elsewhere\.example was contacted/,
    ],
    [
      'packets at the catch-all',
      { withHeaders: direction(HELD, { elsewhere: { ...NOTHING, tcp: 1 } }) },
      /a way of no name reached the decoy/,
    ],
    ['a channel left out', { withHeaders: direction(HELD.slice(1)) }, /fetch was not tried/],
    [
      'directions in which nothing was tried',
      { withHeaders: direction([]), withoutHeaders: direction([]) },
      /Blind/,
    ],
    ['a detector that sees no channel', { withoutHeaders: direction(HELD) }, /no detector saw fetch/],
    ['a detector without UDP', { withoutHeaders: direction(LEAKS.slice(0, 1)) }, /Blind .* UDP decoys/],
    [
      'a foreign name in the offline run',
      { offline: { drafts: 1, milliseconds: [1], foreign: [FOREIGN], decoy: NOTHING } },
      /offline run contacted/,
    ],
  ])('fails for %s, and says why', (_, change, reason) => {
    const failures = failuresOf(proof(change)).join('\n');
    expect(failures).toMatch(reason);
    expect(proofMarkdown(proof(change))).toContain('**Failed.**');
  });

  test('allows a channel that Chromium may leave out to stay silent, and names it', () => {
    const silent = proof({
      withoutHeaders: direction([...LEAKS, channel('icon')]),
      withHeaders: direction([...HELD, channel('icon')]),
    });
    expect(failuresOf(silent)).toEqual([]);
    expect(proofMarkdown(silent)).toContain('icon');
  });
});
