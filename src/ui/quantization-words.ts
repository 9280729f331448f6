import type { Quantization } from '../domain/model/quantization.ts';

/** Formats of stored weights, as a radiologist reads them; the identifier stands beside. */
export const QUANTIZATION_WORDS: Readonly<Record<Quantization, string>> = {
  q4f16_1: '4-bit',
  q4f32_1: '4-bit, float32 scales',
  q8f16_1: '8-bit',
  q8f32_1: '8-bit, float32 scales',
};
