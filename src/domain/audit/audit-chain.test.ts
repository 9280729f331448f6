import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.ts';
import { anchorOf, emptyAnchor, nextEntry, type AuditEntry } from './audit-chain.ts';
import { SETTING_NAMES, type AuditEvent } from './audit-event.ts';
import { canonicalJson } from './canonical-json.ts';
import { verifyChain } from './verify-chain.ts';

const CHAIN = '3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90';
const REPORT = '9b2d7c10-5e44-4f0a-8d3b-1c9e2f7a6b58';
const sha256 = (text: string): Promise<string> =>
  Promise.resolve(createHash('sha256').update(text, 'utf8').digest('hex'));

const event = fc.oneof(
  fc.record({
    kind: fc.constant('draft-accepted' as const),
    reportId: fc.constant(REPORT),
    findingsRevision: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('locked' as const),
    why: fc.constantFrom('asked' as const, 'idle' as const),
  }),
  fc.record({
    kind: fc.constant('unlocked' as const),
    by: fc.constant('passphrase' as const),
    failedTries: fc.nat(),
  }),
);

async function chainOf(events: readonly AuditEvent[]): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let end = emptyAnchor(CHAIN);
  for (const [index, happened] of events.entries()) {
    // A clock that jumps back: order goes by number.
    const entry = await nextEntry(end, happened, 5_000 - index, sha256);
    entries.push(entry);
    end = anchorOf(entry);
  }
  return entries;
}

const events = fc.array(event, { minLength: 2, maxLength: 12 });
const WORDS = { numRuns: 700 };

it('a change of any setting can be noted', () => {
  expect([...SETTING_NAMES].sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
});

describe('the audit chain', () => {
  it('is intact as written, whatever the clock did', () =>
    fc.assert(
      fc.asyncProperty(events, async (happened) => {
        const entries = await chainOf(happened);
        expect(await verifyChain(entries, sha256, anchorOf(entries.at(-1)!))).toMatchObject({
          ...{ intact: true, entries: happened.length },
        });
      }),
      { numRuns: 100 },
    ));

  it('shows every edit of any field of any entry', () =>
    fc.assert(
      fc.asyncProperty(events, fc.nat(), fc.nat(), async (happened, which, field) => {
        const entries = await chainOf(happened);
        const at = which % entries.length;
        const edits: ((entry: AuditEntry) => unknown)[] = [
          (entry) => ({ ...entry, at: entry.at + 1 }),
          (entry) => ({ ...entry, number: entry.number + 1 }),
          (entry) => ({ ...entry, chain: REPORT }),
          (entry) => ({ ...entry, previous: 'f'.repeat(64) }),
          (entry) => ({ ...entry, hash: 'f'.repeat(64) }),
          (entry) => ({ ...entry, event: { kind: 'report-deleted', reportId: REPORT } }),
          (entry) => ({ ...entry, more: 1 }),
          () => null,
        ];
        const edited = entries.map((entry, index) =>
          index === at ? edits[field % edits.length]!(entry) : entry,
        );
        expect((await verifyChain(edited, sha256, anchorOf(entries.at(-1)!))).intact).toBe(false);
      }),
      WORDS,
    ));

  it('shows an edit whose hash was computed anew, by the entry after it or by the anchor', () =>
    fc.assert(
      fc.asyncProperty(events, fc.nat(), async (happened, which) => {
        const entries = await chainOf(happened);
        const at = which % entries.length;
        const before = at === 0 ? emptyAnchor(CHAIN) : anchorOf(entries[at - 1]!);
        const forged = await nextEntry(before, { kind: 'report-deleted', reportId: REPORT }, 1, sha256);
        const edited = entries.map((entry, index) => (index === at ? forged : entry));
        expect((await verifyChain(edited, sha256, anchorOf(entries.at(-1)!))).intact).toBe(false);
      }),
      WORDS,
    ));

  it('shows every deletion, insertion and reordering', () =>
    fc.assert(
      fc.asyncProperty(events, fc.nat(), fc.nat(), async (happened, a, b) => {
        const entries = await chainOf(happened);
        const anchor = anchorOf(entries.at(-1)!);
        const [from, to] = [a % entries.length, b % entries.length];
        expect((await verifyChain(entries.toSpliced(from, 1), sha256, anchor)).intact).toBe(false);
        expect((await verifyChain(entries.toSpliced(from, 0, entries[to]!), sha256, anchor)).intact).toBe(
          false,
        );
        if (from === to) return;
        const swapped = entries.with(from, entries[to]!).with(to, entries[from]!);
        expect((await verifyChain(swapped, sha256, anchor)).intact).toBe(false);
      }),
      WORDS,
    ));

  it('cut off at its end looks whole by itself, and not to whoever kept an anchor', async () => {
    const entries = await chainOf([
      { kind: 'locked', why: 'idle' },
      { kind: 'locked', why: 'asked' },
    ]);
    const cut = entries.slice(0, 1);
    expect((await verifyChain(cut, sha256)).intact).toBe(true);
    expect(await verifyChain(cut, sha256, anchorOf(entries[1]!))).toEqual({
      ...{ intact: false, fault: 'truncated', number: 2 },
    });
  });

  it('written anew from the start is another history to whoever kept an anchor', async () => {
    const entries = await chainOf([{ kind: 'locked', why: 'idle' }]);
    const other = await chainOf([{ kind: 'locked', why: 'asked' }]);
    expect(await verifyChain(other, sha256, anchorOf(entries[0]!))).toMatchObject({ fault: 'other-history' });
  });
});

it('one value has one text, whatever order its members have', () => {
  expect(canonicalJson({ b: [1, null, true], a: { d: 'é"', c: 0 } })).toBe(
    '{"a":{"c":0,"d":"é\\""},"b":[1,null,true]}',
  );
  expect(() => canonicalJson({ a: 0.5 })).toThrow(RangeError);
});
