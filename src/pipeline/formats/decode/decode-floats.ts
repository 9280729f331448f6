import { HALF_TO_FLOAT } from './half.ts';

/*
 * Each kernel decodes `out.length` elements and answers whether all were finite. The test costs one add and one or:
 * adding 1 to an exponent field of all ones (infinity, NaN) carries into the bit above it, and nothing else does.
 * Files are little-endian, as is every machine that runs a browser or Node.
 */

export function decodeF32(bytes: Uint8Array, out: Float32Array): boolean {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  new Uint8Array(out.buffer, out.byteOffset, out.length * 4).set(bytes.subarray(0, out.length * 4));
  let carries = 0;
  for (let i = 0; i < words.length; i++) carries |= ((words[i] ?? 0) & 0x7f800000) + 0x00800000;
  return carries >= 0;
}

export function decodeF16(bytes: Uint8Array, out: Float32Array): boolean {
  const halves = halvesOf(bytes, out.length);
  const table = HALF_TO_FLOAT;
  let carries = 0;
  for (let i = 0; i < halves.length; i++) {
    const bits = halves[i] ?? 0;
    carries |= (bits & 0x7c00) + 0x0400;
    out[i] = table[bits] ?? 0;
  }
  return (carries & 0x8000) === 0;
}

export function decodeBf16(bytes: Uint8Array, out: Float32Array): boolean {
  const halves = halvesOf(bytes, out.length);
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  let carries = 0;
  for (let i = 0; i < halves.length; i++) {
    const bits = halves[i] ?? 0;
    carries |= (bits & 0x7f80) + 0x0080;
    words[i] = bits << 16;
  }
  return (carries & 0x8000) === 0;
}

/** The bytes as 16-bit words; copied only when they do not start on an even address. */
function halvesOf(bytes: Uint8Array, count: number): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, count);
}
