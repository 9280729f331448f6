import { HALF_TO_FLOAT, isFiniteHalf } from './half.ts';

/*
 * ggml's K-quants: blocks of 256 elements in groups of 16 or 32, each group with its own small integer scale (and
 * minimum) under a float16 scale (and minimum) of the whole block. Sources: the GGUF specification, ggml's block
 * structures, and the `gguf` package, whose floats these kernels give bit for bit: all products are exact in a double,
 * so each element is rounded to float32 once, there as here. The kernels answer whether the float16 numbers were finite.
 */
const BLOCK = 256;
const GROUP = 32;

/** The block's float16 number; NaN where it is infinite or none. */
function halfNumber(bytes: Uint8Array, at: number): number {
  const bits = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return isFiniteHalf(bits) ? (HALF_TO_FLOAT[bits] ?? 0) : NaN;
}

/** Scale and minimum of group 0 to 7 of a Q4_K or Q5_K block: six bits each, in twelve bytes. */
function groupScale(bytes: Uint8Array, at: number, group: number): number {
  const low = bytes[at + group] ?? 0;
  if (group < 4) return low & 63;
  return ((bytes[at + group + 4] ?? 0) & 15) | (((bytes[at + group - 4] ?? 0) >> 2) & 48);
}
function groupMinimum(bytes: Uint8Array, at: number, group: number): number {
  const own = bytes[at + group + 4] ?? 0;
  return group < 4 ? own & 63 : (own >> 4) | (((bytes[at + group] ?? 0) >> 2) & 48);
}

/** w = d·scale·q − dmin·minimum, q of 4 bits: d, dmin, 12 bytes of scales, 128 of q */
export function decodeQ4_K(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 144, to += BLOCK) {
    const d = halfNumber(bytes, at);
    const dmin = halfNumber(bytes, at + 2);
    finite &&= !Number.isNaN(d) && !Number.isNaN(dmin);
    for (let group = 0; group < 8; group++) {
      const scale = d * groupScale(bytes, at + 4, group);
      const minimum = dmin * groupMinimum(bytes, at + 4, group);
      const shift = (group & 1) * 4;
      const from = at + 16 + (group >> 1) * GROUP;
      const into = to + group * GROUP;
      for (let i = 0; i < GROUP; i++)
        out[into + i] = scale * (((bytes[from + i] ?? 0) >> shift) & 15) - minimum;
    }
  }
  return finite;
}

/** As Q4_K with a fifth bit: d, dmin, 12 bytes of scales, 32 of fifth bits (bit g for group g), 128 of low bits */
export function decodeQ5_K(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 176, to += BLOCK) {
    const d = halfNumber(bytes, at);
    const dmin = halfNumber(bytes, at + 2);
    finite &&= !Number.isNaN(d) && !Number.isNaN(dmin);
    for (let group = 0; group < 8; group++) {
      const scale = d * groupScale(bytes, at + 4, group);
      const minimum = dmin * groupMinimum(bytes, at + 4, group);
      const shift = (group & 1) * 4;
      const high = at + 16;
      const low = at + 48 + (group >> 1) * GROUP;
      const into = to + group * GROUP;
      for (let i = 0; i < GROUP; i++) {
        const fifth = (((bytes[high + i] ?? 0) >> group) & 1) << 4;
        out[into + i] = scale * ((((bytes[low + i] ?? 0) >> shift) & 15) | fifth) - minimum;
      }
    }
  }
  return finite;
}

/** w = d·scale·(q − 32), q of 6 bits, a signed scale for 16: 128 bytes of low bits, 64 of high ones, 16 scales, d */
export function decodeQ6_K(bytes: Uint8Array, out: Float32Array): boolean {
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 210, to += BLOCK) {
    const d = halfNumber(bytes, at + 208);
    finite &&= !Number.isNaN(d);
    for (let group = 0; group < 8; group++) {
      const half = group >> 2;
      const quarter = group & 3; // of the half: low nibbles of 64 bytes, then their high nibbles
      const low = at + half * 64 + (quarter & 1) * GROUP;
      const high = at + 128 + half * GROUP;
      const into = to + group * GROUP;
      for (let i = 0; i < GROUP; i++) {
        const scale = d * (signed[at + 192 + group * 2 + (i >> 4)] ?? 0);
        const lowBits = ((bytes[low + i] ?? 0) >> ((quarter >> 1) * 4)) & 15;
        const highBits = (((bytes[high + i] ?? 0) >> (quarter * 2)) & 3) << 4;
        out[into + i] = scale * ((lowBits | highBits) - 32);
      }
    }
  }
  return finite;
}

/** w = d·scale·q − dmin·minimum, q of 2 bits, a byte of scale and minimum for 16: 16 of those, 64 bytes of q, d, dmin */
export function decodeQ2_K(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 84, to += BLOCK) {
    const d = halfNumber(bytes, at + 80);
    const dmin = halfNumber(bytes, at + 82);
    finite &&= !Number.isNaN(d) && !Number.isNaN(dmin);
    for (let group = 0; group < 8; group++) {
      const from = at + 16 + (group >> 2) * GROUP;
      const shift = (group & 3) * 2;
      const into = to + group * GROUP;
      for (let i = 0; i < GROUP; i++) {
        const pair = bytes[at + group * 2 + (i >> 4)] ?? 0;
        out[into + i] = d * (pair & 15) * (((bytes[from + i] ?? 0) >> shift) & 3) - dmin * (pair >> 4);
      }
    }
  }
  return finite;
}

/** w = d·(scale − 32)·(q − 4 where the mask's bit is 0): 32 bytes of mask, 64 of q, 12 of 6-bit scales for 16, d */
export function decodeQ3_K(bytes: Uint8Array, out: Float32Array): boolean {
  let finite = true;
  for (let at = 0, to = 0; to < out.length; at += 110, to += BLOCK) {
    const d = halfNumber(bytes, at + 108);
    finite &&= !Number.isNaN(d);
    for (let group = 0; group < 8; group++) {
      const from = at + 32 + (group >> 2) * GROUP;
      const shift = (group & 3) * 2;
      const into = to + group * GROUP;
      for (let i = 0; i < GROUP; i++) {
        const scale = d * (sixBits(bytes, at + 96, group * 2 + (i >> 4)) - 32);
        const missing = (((bytes[at + i] ?? 0) >> group) & 1) === 0 ? 4 : 0;
        out[into + i] = scale * ((((bytes[from + i] ?? 0) >> shift) & 3) - missing);
      }
    }
  }
  return finite;
}

/** Scale 0 to 15 of a Q3_K block: four low bits in the first eight bytes, two high ones in the last four. */
function sixBits(bytes: Uint8Array, at: number, index: number): number {
  const low = ((bytes[at + (index & 7)] ?? 0) >> ((index >> 3) * 4)) & 15;
  const high = ((bytes[at + 8 + (index & 3)] ?? 0) >> ((index >> 2) * 2)) & 3;
  return low | (high << 4);
}
