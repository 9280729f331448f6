import { describe, expect, it } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import { encodeWeights } from '../../../testing/generators/encode-weights.ts';
import { createRandom } from '../../../testing/generators/random.ts';
import type { WeightDtype } from '../../weight-source.ts';
import { DECODERS } from './decode.ts';
import { HALF_TO_FLOAT } from './half.ts';

const DTYPES: readonly WeightDtype[] = ['F32', 'F16', 'BF16', 'Q4_0', 'Q4_1', 'Q8_0'];

describe.each(DTYPES)('decoding %s', (dtype) => {
  it('gives back the encoded values exactly, at even and at odd addresses', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 3 }),
        (seed, blocks, shift) => {
          const { bytes, values } = encodeWeights(createRandom(seed), dtype, blocks * 32);
          const shifted = new Uint8Array(bytes.length + shift);
          shifted.set(bytes, shift);
          const out = new Float32Array(values.length);
          expect(DECODERS[dtype](shifted.subarray(shift), out)).toBe(true);
          expect(out).toEqual(values);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('writes only where it was asked to', () => {
    const { bytes, values } = encodeWeights(createRandom(1), dtype, 32);
    const out = new Float32Array(96).fill(7);
    DECODERS[dtype](bytes, out.subarray(32, 64));
    expect(out.subarray(32, 64)).toEqual(values);
    expect([...out.subarray(0, 32), ...out.subarray(64)].every((value) => value === 7)).toBe(true);
  });

  it.each([Infinity, -Infinity, NaN])('notices %s', (value) => {
    const { bytes } = encodeWeights(createRandom(2), dtype, 64);
    const view = new DataView(bytes.buffer);
    const single = new DataView(new ArrayBuffer(4));
    single.setFloat32(0, value);
    if (dtype === 'F32') view.setFloat32(4 * 40, value, true);
    else if (dtype === 'BF16') view.setUint16(2 * 40, single.getUint16(0), true);
    else view.setUint16(dtype === 'F16' ? 2 * 40 : bytes.length / 2, halfBits(value), true);
    expect(DECODERS[dtype](bytes, new Float32Array(64))).toBe(false);
  });
});

function halfBits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  return value > 0 ? 0x7c00 : 0xfc00;
}

describe('the float16 table', () => {
  it('holds zeros, subnormals, one and the extremes by their definition', () => {
    expect(HALF_TO_FLOAT[0x0000]).toBe(0);
    expect(Object.is(HALF_TO_FLOAT[0x8000], -0)).toBe(true);
    expect(HALF_TO_FLOAT[0x0001]).toBe(2 ** -24);
    expect(HALF_TO_FLOAT[0x03ff]).toBe(1023 * 2 ** -24);
    expect(HALF_TO_FLOAT[0x3c00]).toBe(1);
    expect(HALF_TO_FLOAT[0x3555]).toBe(0.333251953125);
    expect(HALF_TO_FLOAT[0xfbff]).toBe(-65_504);
  });
});
