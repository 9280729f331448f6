import type { WeightDtype } from '../../weight-source.ts';
import { decodeQ4_0, decodeQ4_1, decodeQ5_0, decodeQ5_1, decodeQ8_0 } from './decode-blocks.ts';
import { decodeBf16, decodeF16, decodeF32 } from './decode-floats.ts';
import { decodeQ2_K, decodeQ3_K, decodeQ4_K, decodeQ5_K, decodeQ6_K } from './decode-k-blocks.ts';

/** Decodes `out.length` elements from the start of `bytes`; false when one is infinite or not a number. */
export type Decoder = (bytes: Uint8Array, out: Float32Array) => boolean;

export const DECODERS: Readonly<Record<WeightDtype, Decoder>> = {
  F32: decodeF32,
  F16: decodeF16,
  BF16: decodeBf16,
  Q4_0: decodeQ4_0,
  Q4_1: decodeQ4_1,
  Q5_0: decodeQ5_0,
  Q5_1: decodeQ5_1,
  Q8_0: decodeQ8_0,
  Q2_K: decodeQ2_K,
  Q3_K: decodeQ3_K,
  Q4_K: decodeQ4_K,
  Q5_K: decodeQ5_K,
  Q6_K: decodeQ6_K,
};
