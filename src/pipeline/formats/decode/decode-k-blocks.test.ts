import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import { encodeWeights } from '../../../testing/generators/encode-weights.ts';
import { createRandom } from '../../../testing/generators/random.ts';
import type { WeightDtype } from '../../weight-source.ts';
import { BLOCKS } from '../dtypes.ts';
import { DECODERS } from './decode.ts';

const HALVES = {
  Q5_0: [0],
  Q5_1: [0, 2],
  Q2_K: [80, 82],
  Q3_K: [108],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
} as const satisfies Partial<Record<WeightDtype, readonly number[]>>;
const DTYPES = Object.keys(HALVES) as (keyof typeof HALVES)[];

/** Written by scripts/fixtures/gguf_blocks.py with the `gguf` package. */
const FIXTURE = JSON.parse(
  readFileSync(new URL('fixtures/gguf-blocks.json', import.meta.url), 'utf8'),
) as Record<string, { blocks: string; values: string }>;

describe.each(DTYPES)('decoding %s', (dtype) => {
  it('gives the bits that the gguf package gives, zeros of both signs and the extremes among them', () => {
    const blocks = new Uint8Array(Buffer.from(FIXTURE[dtype]!.blocks, 'base64'));
    const wanted = new Uint8Array(Buffer.from(FIXTURE[dtype]!.values, 'base64'));
    const out = new Float32Array(wanted.length / 4);
    expect(DECODERS[dtype](blocks, out)).toBe(true);
    expect(new Uint32Array(out.buffer)).toEqual(new Uint32Array(wanted.buffer));
    expect(new Set(out).size).toBeGreaterThan(100);
  });

  it('gives the values that the format means, at even and at odd addresses, and writes nowhere else', () => {
    const { elements } = BLOCKS[dtype];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        (seed, blocks, shift) => {
          const { bytes, values } = encodeWeights(createRandom(seed), dtype, blocks * elements);
          const shifted = new Uint8Array(bytes.length + shift);
          shifted.set(bytes, shift);
          const out = new Float32Array(values.length + 2).fill(7);
          expect(DECODERS[dtype](shifted.subarray(shift), out.subarray(1, -1))).toBe(true);
          expect(out.subarray(1, -1)).toEqual(values);
          expect([out[0], out.at(-1)]).toEqual([7, 7]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['infinity', 0x7c00],
    ['minus infinity', 0xfc00],
    ['not a number', 0x7e00],
  ])('notices %s in the second of three blocks', (_, half) => {
    const { elements, bytes: size } = BLOCKS[dtype];
    for (const offset of HALVES[dtype]) {
      const { bytes } = encodeWeights(createRandom(2), dtype, 3 * elements);
      new DataView(bytes.buffer).setUint16(size + offset, half, true);
      expect(DECODERS[dtype](bytes, new Float32Array(3 * elements))).toBe(false);
    }
  });
});
