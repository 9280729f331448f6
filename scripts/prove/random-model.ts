import { join } from 'node:path';
import { builtModelId } from '../../src/domain/model/catalog.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { memoryFiles } from '../../src/testing/generators/memory-files.ts';
import { randomLlama } from '../../src/testing/generators/random-llama.ts';
import { folderSink } from '../model/folder-sink.ts';
import { nodeHashing } from '../model/node-hashing.ts';

/**
 * Builds a model of a config's shape with random weights, whatever base and adapter the config names: for proofs of
 * what is compiled for that shape.
 * @param folder gets the model's folder, named after the model
 * @returns the model's id
 */
export async function buildRandomModel(
  config: ModelConfig,
  quantization: Quantization,
  folder: string,
): Promise<string> {
  const id = builtModelId(config.id, quantization);
  const base = { ...config.base, format: 'safetensors' as const, sha256: null, bytes: null };
  await buildModel({
    config: { ...config, base, adapter: null, tokenizer: { kind: 'file' } },
    quantization,
    base: memoryFiles(randomLlama(config.architecture, { seed: 5 })),
    adapter: null,
    sink: folderSink(join(folder, id)),
    hashing: nodeHashing,
  });
  return id;
}
