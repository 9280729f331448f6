import { configIdOf } from './config-of-manifest.ts';
import type { RunnableModel } from './gpu-memory.ts';
import type { ComputeType } from './model-library.ts';
import { QUANTIZATION_FORMATS } from './quantization.ts';
import { configFileName } from './saved-config.ts';

/**
 * Compiles the library that a model lacks, for a shell in Readroom's own folder with the saved configuration in it.
 * @param compute what the graphics card can compute with
 */
export function compileCommand(model: RunnableModel, compute: ComputeType): string {
  const { quantization } = model;
  const widened = compute !== QUANTIZATION_FORMATS[quantization].dtype ? ` --compute ${compute}` : '';
  const file = configFileName(configIdOf(model));
  return `npm run compile-model -- ${file} --quant ${quantization}${widened} --out model-libs`;
}
