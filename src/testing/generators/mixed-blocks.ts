import type { WeightDtype } from '../../pipeline/weight-source.ts';
import type { EncodedWeights } from './encode-weights.ts';
import type { Random } from './random.ts';

export type MixedDtype = Extract<WeightDtype, `Q5_${0 | 1}` | `Q${2 | 3 | 4 | 5 | 6}_K`>;

interface Layout {
  readonly elements: number;
  readonly bytes: number;
  /** Offsets of the block's float16 numbers. */
  readonly halves: readonly number[];
  /** Element `i` of one block, where `bit(n)` is the block's n-th bit and `d` its float16 numbers. */
  readonly value: (i: number, bits: (at: number, count: number) => number, d: readonly number[]) => number;
}

/** A signed 6-bit or 8-bit number, offset binary or two's complement. */
const signed = (value: number): number => (value > 127 ? value - 256 : value);

/** The formats element by element, in bits counted from the block's start (little-endian): slow and plain. */
const LAYOUTS: Readonly<Record<MixedDtype, Layout>> = {
  Q5_0: {
    elements: 32,
    bytes: 22,
    halves: [0],
    value: (i, bits, [d = 0]) =>
      (bits(48 + (i % 16) * 8 + (i < 16 ? 0 : 4), 4) + 16 * bits(16 + i, 1) - 16) * d,
  },
  Q5_1: {
    elements: 32,
    bytes: 24,
    halves: [0, 2],
    value: (i, bits, [d = 0, m = 0]) =>
      (bits(64 + (i % 16) * 8 + (i < 16 ? 0 : 4), 4) + 16 * bits(32 + i, 1)) * d + m,
  },
  Q2_K: {
    elements: 256,
    bytes: 84,
    halves: [80, 82],
    value: (i, bits, [d = 0, dmin = 0]) => {
      const scale = Math.floor(i / 16) * 8;
      const q = bits(128 + (Math.floor(i / 128) * 32 + (i % 32)) * 8 + 2 * (Math.floor(i / 32) % 4), 2);
      return d * bits(scale, 4) * q - dmin * bits(scale + 4, 4);
    },
  },
  Q3_K: {
    elements: 256,
    bytes: 110,
    halves: [108],
    value: (i, bits, [d = 0]) => {
      const group = Math.floor(i / 16);
      const scale =
        bits(768 + (group % 8) * 8 + 4 * Math.floor(group / 8), 4) +
        16 * bits(832 + (group % 4) * 8 + 2 * Math.floor(group / 4), 2);
      const q = bits(256 + (Math.floor(i / 128) * 32 + (i % 32)) * 8 + 2 * (Math.floor(i / 32) % 4), 2);
      return d * (scale - 32) * (q + 4 * bits((i % 32) * 8 + Math.floor(i / 32), 1) - 4);
    },
  },
  Q4_K: {
    elements: 256,
    bytes: 144,
    halves: [0, 2],
    value: (i, bits, d) => scaledByGroup(i, bits, d, bits(128 + nibble(i), 4)),
  },
  Q5_K: {
    elements: 256,
    bytes: 176,
    halves: [0, 2],
    value: (i, bits, d) =>
      scaledByGroup(
        i,
        bits,
        d,
        bits(384 + nibble(i), 4) + 16 * bits(128 + (i % 32) * 8 + Math.floor(i / 32), 1),
      ),
  },
  Q6_K: {
    elements: 256,
    bytes: 210,
    halves: [208],
    value: (i, bits, [d = 0]) => {
      const half = Math.floor(i / 128);
      const inHalf = i % 128;
      const low = bits((half * 64 + (inHalf % 64)) * 8 + (inHalf < 64 ? 0 : 4), 4);
      const high = bits(1024 + (half * 32 + (i % 32)) * 8 + 2 * Math.floor(inHalf / 32), 2);
      return d * signed(bits(1536 + Math.floor(i / 16) * 8, 8)) * (low + 16 * high - 32);
    },
  },
};

/** Bit offset of element `i`'s low nibble among those of a Q4_K or Q5_K block. */
function nibble(i: number): number {
  return (Math.floor(i / 64) * 32 + (i % 32)) * 8 + (i % 64 < 32 ? 0 : 4);
}

function scaledByGroup(
  i: number,
  bits: (at: number, count: number) => number,
  [d = 0, dmin = 0]: readonly number[],
  q: number,
): number {
  const group = Math.floor(i / 32);
  const rest = group - 4;
  const scale = group < 4 ? bits(32 + group * 8, 6) : bits(96 + rest * 8, 4) + 16 * bits(38 + rest * 8, 2);
  const minimum = group < 4 ? bits(64 + group * 8, 6) : bits(100 + rest * 8, 4) + 16 * bits(70 + rest * 8, 2);
  return d * scale * q - dmin * minimum;
}

/** Random blocks of ggml's 5-bit and K types with the values they mean. */
export function encodeMixedBlocks(random: Random, dtype: MixedDtype, values: Float32Array): EncodedWeights {
  const layout = LAYOUTS[dtype];
  const bytes = new Uint8Array((values.length / layout.elements) * layout.bytes);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.integer(256);
  for (let block = 0; block * layout.elements < values.length; block++) {
    const at = block * layout.bytes;
    const halves = layout.halves.map((offset) => {
      // From 2^-11 to 2^-7, either sign: products with every scale stay in a weight's usual range.
      const exponent = 15 - 7 - random.integer(4);
      const fraction = random.integer(1024);
      const negative = random.integer(2);
      new DataView(bytes.buffer).setUint16(at + offset, (negative << 15) | (exponent << 10) | fraction, true);
      return (negative ? -1 : 1) * (1 + fraction / 1024) * 2 ** (exponent - 15);
    });
    const bits = (from: number, count: number): number => {
      const byte = bytes[at + Math.floor(from / 8)] ?? 0;
      return Math.floor(byte / 2 ** (from % 8)) % 2 ** count;
    };
    for (let i = 0; i < layout.elements; i++)
      values[block * layout.elements + i] = layout.value(i, bits, halves);
  }
  return { bytes, values };
}
