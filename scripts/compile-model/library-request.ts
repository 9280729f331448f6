import { basename } from 'node:path';
import type { ComputeType } from '../../src/domain/model/model-library.ts';
import { QUANTIZATION_FORMATS, type Quantization } from '../../src/domain/model/quantization.ts';

/** One library to make. */
export interface LibraryRequest {
  /** Path of a model configuration, or of a built model's manifest. */
  readonly config: string;
  /** First part of the library's name where the file's name does not tell: a manifest.json. */
  readonly shape?: string;
  readonly quantization: Quantization;
  /** Type of activations and KV cache; float16 weights can also be computed with in float32. */
  readonly compute: ComputeType;
}

/** Configurations whose library is named after the base model: it runs every fine-tune of that shape. */
const SHAPE_NAMES: Readonly<Record<string, string>> = { 'smollm2-135m-radiology': 'smollm2-135m' };

/** First part of a library's name. */
export function shapeName({ config, shape }: Pick<LibraryRequest, 'config' | 'shape'>): string {
  if (shape !== undefined) return shape;
  const id = basename(config, '.json');
  return SHAPE_NAMES[id] ?? id;
}

/** `<shape>-<quantization>`, with `-f32` where float16 weights are computed with in float32. */
export function libraryName(request: LibraryRequest): string {
  const { quantization, compute } = request;
  const widened = QUANTIZATION_FORMATS[quantization].dtype === 'float16' && compute === 'float32';
  return `${shapeName(request)}-${quantization}${widened ? '-f32' : ''}`;
}
