import { GROUP_SIZE, type QuantizationFormat } from '../../domain/model/quantization.ts';

/** w = (q − maxLevel)·scale, exact in float32: at most 8 bits times binary16's 11. For checks, not for speed. */
export function dequantizeGroups(
  format: QuantizationFormat,
  weights: Uint32Array,
  scales: Float32Array,
): Float32Array {
  const perWord = 32 / format.bits;
  const mask = 2 ** format.bits - 1;
  const out = new Float32Array(weights.length * perWord);
  for (let i = 0; i < out.length; i++) {
    const word = weights[Math.floor(i / perWord)] ?? 0;
    const q = (word >>> ((i % perWord) * format.bits)) & mask;
    out[i] = (q - format.maxLevel) * (scales[Math.floor(i / GROUP_SIZE)] ?? 0);
  }
  return out;
}
