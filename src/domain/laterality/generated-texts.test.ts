import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { swapSides } from '../honesty/sides.ts';
import parts from './fixtures/generated-texts.json' with { type: 'json' };
import { firstSide, orientFindings } from './orientation.ts';

test('what is read of four thousand composed texts is what Python reads', () => {
  // Park and Miller's minimal generator: exact in doubles, so that Python draws the same.
  let state = 20_261_122;
  const draw = <T>(from: readonly T[]): T => {
    state = (state * 48_271) % 2_147_483_647;
    return from[state % from.length]!;
  };
  const hash = createHash('sha256');
  const firsts = new Set<string>();
  for (let each = 0; each < parts.count; each++) {
    let text = '';
    for (let left = draw([1, 2, 3, 4, 5, 6, 7]); left > 0; left--)
      text += draw(parts.words) + draw(parts.seams);
    const { findings, exchanged } = orientFindings(text);
    firsts.add(firstSide(text));
    hash.update(`${JSON.stringify([firstSide(text), findings, exchanged ? 1 : 0, swapSides(text)])}\n`);
  }
  expect(firsts.size).toBe(4);
  expect(hash.digest('hex')).toBe(parts.digest);
});
