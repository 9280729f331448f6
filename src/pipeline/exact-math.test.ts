import { describe, expect, it } from 'vitest';
import { fc } from '../testing/properties.ts';
import { exactExp, exactLog, exactPower, exactSinCos } from './exact-math.ts';

/** A few units in the last place of a float64. */
const CLOSE = 2e-15;
const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('the functions made of exact operations', () => {
  it('exp is the built-in one within a few units in the last place', () => {
    fc.assert(
      fc.property(numbers(-700, 700), (x) => {
        expect(Math.abs(exactExp(x) / Math.exp(x) - 1)).toBeLessThan(CLOSE);
      }),
    );
    expect([exactExp(0), exactExp(-2000), exactExp(2000)]).toEqual([1, 0, Infinity]);
  });

  it('log likewise, over every rope base and frequency', () => {
    fc.assert(
      fc.property(numbers(1e-9, 1e9), (x) => {
        expect(Math.abs(exactLog(x) - Math.log(x))).toBeLessThan(CLOSE * Math.max(1, Math.abs(Math.log(x))));
      }),
    );
  });

  it('powers likewise', () => {
    fc.assert(
      fc.property(numbers(100, 1e7), numbers(-1, 1), (base, exponent) => {
        expect(Math.abs(exactPower(base, exponent) / base ** exponent - 1)).toBeLessThan(2e-14);
      }),
    );
  });

  it('sine and cosine likewise, over the angles of a prompt', () => {
    fc.assert(
      fc.property(numbers(-1000, 1000), (x) => {
        const [sin, cos] = exactSinCos(x);
        expect(Math.abs(sin - Math.sin(x))).toBeLessThan(CLOSE);
        expect(Math.abs(cos - Math.cos(x))).toBeLessThan(CLOSE);
      }),
    );
  });
});
