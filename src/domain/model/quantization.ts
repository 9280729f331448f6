/** MLC's names: bits per weight, arithmetic type, scheme 1 = groups of 32 along the input dimension. */
export const QUANTIZATIONS = ['q4f16_1', 'q4f32_1', 'q8f16_1', 'q8f32_1'] as const;
export type Quantization = (typeof QUANTIZATIONS)[number];

export interface QuantizationFormat {
  readonly bits: 4 | 8;
  /** Type of scales, norms and activations. */
  readonly dtype: 'float16' | 'float32';
  /** Largest |q|: values run from 0 to 2·maxLevel and mean (q − maxLevel)·scale. */
  readonly maxLevel: 7 | 127;
}

/** Weights that share one scale. */
export const GROUP_SIZE = 32;

export const QUANTIZATION_FORMATS: Readonly<Record<Quantization, QuantizationFormat>> = {
  q4f16_1: { bits: 4, dtype: 'float16', maxLevel: 7 },
  q4f32_1: { bits: 4, dtype: 'float32', maxLevel: 7 },
  q8f16_1: { bits: 8, dtype: 'float16', maxLevel: 127 },
  q8f32_1: { bits: 8, dtype: 'float32', maxLevel: 127 },
};
