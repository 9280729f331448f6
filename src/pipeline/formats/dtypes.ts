import type { WeightDtype } from '../weight-source.ts';

/** Elements and bytes of the smallest unit of each type (ggml's block for the quantized ones). */
export const BLOCKS: Readonly<Record<WeightDtype, { readonly elements: number; readonly bytes: number }>> = {
  F32: { elements: 1, bytes: 4 },
  F16: { elements: 1, bytes: 2 },
  BF16: { elements: 1, bytes: 2 },
  Q4_0: { elements: 32, bytes: 18 },
  Q4_1: { elements: 32, bytes: 20 },
  Q5_0: { elements: 32, bytes: 22 },
  Q5_1: { elements: 32, bytes: 24 },
  Q8_0: { elements: 32, bytes: 34 },
  Q2_K: { elements: 256, bytes: 84 },
  Q3_K: { elements: 256, bytes: 110 },
  Q4_K: { elements: 256, bytes: 144 },
  Q5_K: { elements: 256, bytes: 176 },
  Q6_K: { elements: 256, bytes: 210 },
};

/** Bytes of `elements` consecutive elements, which must be whole blocks. */
export function bytesOf(dtype: WeightDtype, elements: number): number {
  const block = BLOCKS[dtype];
  return (elements / block.elements) * block.bytes;
}

/**
 * Product of the dimensions, or null when one is not a positive integer or the product is not exact in a double
 * (no real tensor comes near 2^53 elements).
 */
export function elementsOf(shape: readonly number[]): number | null {
  let elements = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 1) return null;
    elements *= size;
    if (!Number.isSafeInteger(elements)) return null;
  }
  return elements;
}
