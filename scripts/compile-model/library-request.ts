import { basename } from 'node:path';
import type { ComputeType } from '../../src/domain/model/model-library.ts';
import { QUANTIZATION_FORMATS, type Quantization } from '../../src/domain/model/quantization.ts';

/** One library to make. */
export interface LibraryRequest {
  /** Path of a model configuration. */
  readonly config: string;
  readonly quantization: Quantization;
  /** Type of activations and KV cache; float16 weights can also be computed with in float32. */
  readonly compute: ComputeType;
}

/** Configurations whose library is named after the base model: it runs every fine-tune of that shape. */
const SHAPE_NAMES: Readonly<Record<string, string>> = { 'smollm2-135m-radiology': 'smollm2-135m' };

/** First part of a library's name. */
export function shapeName(config: string): string {
  const id = basename(config, '.json');
  return SHAPE_NAMES[id] ?? id;
}

/** `<shape>-<quantization>`, with `-f32` where float16 weights are computed with in float32. */
export function libraryName({ config, quantization, compute }: LibraryRequest): string {
  const widened = QUANTIZATION_FORMATS[quantization].dtype === 'float16' && compute === 'float32';
  return `${shapeName(config)}-${quantization}${widened ? '-f32' : ''}`;
}
