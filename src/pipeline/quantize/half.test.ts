import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { toHalf } from './half.ts';

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('toHalf', () => {
  it('gives every binary16 value back as its own bits', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      if ((bits & 0x7fff) > 0x7c00) continue;
      expect(toHalf(HALF_TO_FLOAT[bits] ?? NaN)).toBe(bits);
    }
  });

  it('picks the nearest binary16, and the even one of two equally near', () => {
    fc.assert(
      fc.property(floats, (value) => {
        const bits = toHalf(value);
        const got = HALF_TO_FLOAT[bits] ?? NaN;
        if (Math.abs(value) >= 65520) return Math.abs(got) === Infinity;
        const magnitude = bits & 0x7fff;
        const neighbours = [magnitude - 1, magnitude + 1].filter((bits) => bits >= 0 && bits < 0x7c00);
        return neighbours.every((bits) => {
          const other = HALF_TO_FLOAT[bits] ?? NaN;
          const distance = Math.abs(Math.abs(value) - Math.abs(got));
          const otherDistance = Math.abs(Math.abs(value) - other);
          return distance < otherDistance || (distance === otherDistance && magnitude % 2 === 0);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('becomes infinite from 65520 up', () => {
    expect(toHalf(65519.99)).toBe(0x7bff);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(-1e30)).toBe(0xfc00);
  });
});
