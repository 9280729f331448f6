import { HALF_TO_FLOAT, isFiniteHalf } from './half.ts';

/*
 * ggml's simple block types (source: the GGUF specification and ggml's block structures): 32 elements share a
 * float16 scale d (and for Q4_1 a float16 minimum m). In a 4-bit block byte i holds element i in its low nibble
 * and element i + 16 in its high one. Each kernel decodes `out.length` elements (whole blocks) and answers whether
 * every scale and minimum was finite; all products are exact in float32.
 */
const BLOCK = 32;
const HALF_BLOCK = 16;

const halfAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** w = (q − 8)·d */
export function decodeQ4_0(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 18, to += BLOCK) {
    const bits = halfAt(bytes, at);
    finite &&= isFiniteHalf(bits);
    const d = HALF_TO_FLOAT[bits] ?? 0;
    for (let i = 0; i < HALF_BLOCK; i++) {
      const pair = bytes[at + 2 + i] ?? 0;
      out[to + i] = ((pair & 15) - 8) * d;
      out[to + i + HALF_BLOCK] = ((pair >> 4) - 8) * d;
    }
  }
  return finite;
}

/** w = q·d + m */
export function decodeQ4_1(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 20, to += BLOCK) {
    const scale = halfAt(bytes, at);
    const minimum = halfAt(bytes, at + 2);
    finite &&= isFiniteHalf(scale) && isFiniteHalf(minimum);
    const d = HALF_TO_FLOAT[scale] ?? 0;
    const m = HALF_TO_FLOAT[minimum] ?? 0;
    for (let i = 0; i < HALF_BLOCK; i++) {
      const pair = bytes[at + 4 + i] ?? 0;
      out[to + i] = (pair & 15) * d + m;
      out[to + i + HALF_BLOCK] = (pair >> 4) * d + m;
    }
  }
  return finite;
}

/** w = (q − 16)·d, q of 5 bits: d, 4 bytes of fifth bits, 16 of low nibbles and then high ones */
export function decodeQ5_0(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 22, to += BLOCK) {
    const bits = halfAt(bytes, at);
    finite &&= isFiniteHalf(bits);
    const d = HALF_TO_FLOAT[bits] ?? 0;
    for (let i = 0; i < BLOCK; i++) out[to + i] = (fiveBits(bytes, at + 2, i) - 16) * d;
  }
  return finite;
}

/** w = q·d + m, q of 5 bits */
export function decodeQ5_1(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 24, to += BLOCK) {
    const scale = halfAt(bytes, at);
    const minimum = halfAt(bytes, at + 2);
    finite &&= isFiniteHalf(scale) && isFiniteHalf(minimum);
    const d = HALF_TO_FLOAT[scale] ?? 0;
    const m = HALF_TO_FLOAT[minimum] ?? 0;
    for (let i = 0; i < BLOCK; i++) out[to + i] = fiveBits(bytes, at + 4, i) * d + m;
  }
  return finite;
}

/** Element `i` of a 5-bit block whose fifth bits start at `at`. */
function fiveBits(bytes: Uint8Array, at: number, i: number): number {
  const fifth = (((bytes[at + (i >> 3)] ?? 0) >> (i & 7)) & 1) << 4;
  return (((bytes[at + 4 + (i & 15)] ?? 0) >> ((i >> 4) * 4)) & 15) | fifth;
}

/** w = q·d, q a signed byte */
export function decodeQ8_0(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0, to = 0; to < out.length; at += 34, to += BLOCK) {
    const bits = halfAt(bytes, at);
    finite &&= isFiniteHalf(bits);
    const d = HALF_TO_FLOAT[bits] ?? 0;
    for (let i = 0; i < BLOCK; i++) out[to + i] = (signed[at + 2 + i] ?? 0) * d;
  }
  return finite;
}
