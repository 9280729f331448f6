import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { GROUP_SIZE, type QuantizationFormat } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { toHalf } from './half.ts';

/**
 * Adding and taking away 1.5·2^52 rounds a double to an integer, ties to even, as IEEE 754's default mode does.
 * The same in every JavaScript engine, and numpy's `round`.
 */
const ROUND = 6755399441055744;
/** Smallest normal binary16. Below it a rounded scale may be so far off that quotients pass maxLevel. */
const SMALLEST_NORMAL = 2 ** -14;

const floatView = new Float32Array(1);
const wordView = new Int32Array(floatView.buffer);

/**
 * Quantizes `count` weights (a multiple of 32) into MLC's group scheme 1:
 * scale = max|w| of 32 neighbours / maxLevel, rounded to binary16 in all four formats;
 * q = round(float32(w / scale)), ties to even; stored as q + maxLevel, lowest bits first.
 *
 * A group whose scale rounds to zero (all weights below maxLevel·2^-25) becomes exact zeros with scale 0.
 * The error of a weight is at most scale/2 + |max|w| − maxLevel·scale|, the second term being the scale's own rounding.
 *
 * @param values finite; changed only where a scale is subnormal
 * @param weights receives count/8 (4 bits) or count/4 (8 bits) words
 * @param scales receives count/32 binary16 bit patterns
 * @param tensor for the error message
 * @throws ReadroomError `pipeline/out-of-range` when a scale overflows binary16
 */
export function quantizeGroups(
  format: QuantizationFormat,
  values: Float32Array,
  count: number,
  weights: Uint32Array,
  scales: Uint16Array,
  tensor: string,
): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, count);
  const pack = format.bits === 4 ? packGroup4 : packGroup8;
  const wordsPerGroup = GROUP_SIZE / (32 / format.bits);
  const zeroWord = format.bits === 4 ? 0x77777777 : 0x7f7f7f7f;
  for (
    let group = 0, start = 0, word = 0;
    start < count;
    group++, start += GROUP_SIZE, word += wordsPerGroup
  ) {
    const half = toHalf(maxMagnitude(bits, start) / format.maxLevel);
    const scale = HALF_TO_FLOAT[half] ?? 0;
    if (scale === Infinity) {
      throw new ReadroomError(
        'pipeline/out-of-range',
        `${tensor}: a weight is too large for a binary16 scale`,
      );
    }
    scales[group] = half;
    if (scale === 0) weights.fill(zeroWord, word, word + wordsPerGroup);
    else {
      if (scale < SMALLEST_NORMAL) clampGroup(values, start, scale * format.maxLevel);
      pack(values, start, scale, weights, word);
    }
  }
}

/**
 * Largest |w| of a group. Magnitudes of floats order like their bits, and integers allow a maximum without a
 * branch: on random weights a branching one is mispredicted so often that it takes five times as long.
 */
function maxMagnitude(bits: Int32Array, start: number): number {
  let even = 0;
  let odd = 0;
  for (let i = start; i < start + GROUP_SIZE; i += 2) {
    even = largerInteger(even, (bits[i] ?? 0) & 0x7fffffff);
    odd = largerInteger(odd, (bits[i + 1] ?? 0) & 0x7fffffff);
  }
  wordView[0] = largerInteger(even, odd);
  return floatView[0] ?? 0;
}

/** The larger of two integers from 0 to 2^31 − 1. */
function largerInteger(a: number, b: number): number {
  const difference = (a - b) | 0;
  return (a - (difference & (difference >> 31))) | 0;
}

function clampGroup(values: Float32Array, start: number, limit: number): void {
  for (let i = start; i < start + GROUP_SIZE; i++) {
    values[i] = Math.min(limit, Math.max(-limit, values[i] ?? 0));
  }
}

/** Eight 4-bit levels to a word. The quotient is rounded to float32 first: then numpy agrees bit for bit. */
function packGroup4(
  values: Float32Array,
  start: number,
  scale: number,
  out: Uint32Array,
  word: number,
): void {
  for (let i = start, w = word; i < start + GROUP_SIZE; i += 8, w++) {
    out[w] =
      level(values[i], scale, 7) |
      (level(values[i + 1], scale, 7) << 4) |
      (level(values[i + 2], scale, 7) << 8) |
      (level(values[i + 3], scale, 7) << 12) |
      (level(values[i + 4], scale, 7) << 16) |
      (level(values[i + 5], scale, 7) << 20) |
      (level(values[i + 6], scale, 7) << 24) |
      (level(values[i + 7], scale, 7) << 28);
  }
}

/** Four 8-bit levels to a word. */
function packGroup8(
  values: Float32Array,
  start: number,
  scale: number,
  out: Uint32Array,
  word: number,
): void {
  for (let i = start, w = word; i < start + GROUP_SIZE; i += 4, w++) {
    out[w] =
      level(values[i], scale, 127) |
      (level(values[i + 1], scale, 127) << 8) |
      (level(values[i + 2], scale, 127) << 16) |
      (level(values[i + 3], scale, 127) << 24);
  }
}

function level(value: number | undefined, scale: number, maxLevel: number): number {
  return ((Math.fround((value ?? 0) / scale) + ROUND - ROUND) | 0) + maxLevel;
}
