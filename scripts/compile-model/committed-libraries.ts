import { join } from 'node:path';
import type { ComputeType } from '../../src/domain/model/model-library.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { CONFIGS_FOLDER } from '../model/paths.ts';
import type { LibraryRequest } from './library-request.ts';

const COMMITTED: readonly (readonly [config: string, Quantization, ComputeType])[] = [
  ['smollm2-135m-radiology', 'q8f16_1', 'float16'],
  // The same weights on a GPU without shader-f16.
  ['smollm2-135m-radiology', 'q8f16_1', 'float32'],
  ['smollm2-135m-radiology', 'q4f16_1', 'float16'],
  ['smollm2-135m-radiology', 'q4f16_1', 'float32'],
  ['llama-2-7b', 'q4f16_1', 'float16'],
  ['llama-2-7b', 'q4f32_1', 'float32'],
  ['llama-3-8b', 'q4f16_1', 'float16'],
  // What the tests in Chromium run.
  ['test/tiny-llama', 'q4f32_1', 'float32'],
  ['test/tiny-llama', 'q8f16_1', 'float32'],
];

/** The libraries of public/model-libs/. */
export const COMMITTED_LIBRARIES: readonly LibraryRequest[] = COMMITTED.map(
  ([name, quantization, compute]) => ({
    config: join(CONFIGS_FOLDER, `${name}.json`),
    quantization,
    compute,
  }),
);
