import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkDraft } from './check-draft.ts';
import parts from './fixtures/generated-texts.json' with { type: 'json' };
import { findMentions } from './mentions.ts';
import { findNumbers } from './numbers.ts';
import { sideClaims } from './side-claims.ts';
import { swapSides } from './sides.ts';
import { honestyVariants } from './variants.ts';

/** Park and Miller's minimal generator: exact in doubles, so that Python draws the same. */
function createDraw(): <T>(from: readonly T[]) => T {
  let state = 20261122;
  return (from) => {
    state = (state * 48271) % 2147483647;
    return from[state % from.length]!;
  };
}

function compose(draw: ReturnType<typeof createDraw>): string {
  const sentence = (): string => {
    const words = [draw(parts.openings)];
    for (let left = draw([1, 2, 3, 4, 5, 6]); left > 0; left--) words.push(draw(parts.middles));
    return words.join(' ') + draw(parts.endings);
  };
  return Array.from({ length: draw([1, 2, 3]) }, sentence).join(' ');
}

function answers(text: string, before: string): string[] {
  return [
    swapSides(text),
    ...findMentions(text).map((m) => `${m.concept} ${m.assertion} ${m.side ?? '-'} ${m.start} ${m.end}`),
    ...findNumbers(text).map((n) => `${n.kind} ${n.value} ${n.start} ${n.end}`),
    ...sideClaims(text)
      .map(({ side, about }) => `${side} ${about}`)
      .sort(),
    ...checkDraft(before, text).map((f) => `${f.kind} ${f.concept} ${f.side ?? '-'} ${f.start} ${f.end}`),
    ...honestyVariants([{ id: 'r', findings: text }]).map(({ key, findings }) => `${key} ${findings}`),
  ];
}

test('answers over a thousand composed texts are those that Python gives', () => {
  const draw = createDraw();
  const hash = createHash('sha256');
  let before = '';
  for (let each = 0; each < parts.count; each++) {
    const text = compose(draw);
    hash.update(`${answers(text, before).join('\n')}\n`);
    before = text;
  }
  expect(hash.digest('hex')).toBe(parts.digest);
});
