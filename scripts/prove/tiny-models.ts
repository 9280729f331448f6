import { join } from 'node:path';
import { builtModelId } from '../../src/domain/model/catalog.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { tinyGpuBase, tinyGpuConfig } from '../../src/testing/generators/tiny-gpu-model.ts';
import { updateCatalog } from '../model/catalog.ts';
import { folderSink } from '../model/folder-sink.ts';
import { nodeHashing } from '../model/node-hashing.ts';

/**
 * Builds the tiny test model in every quantization of its config into a folder that a test server offers as /models,
 * through the same code as `npm run model -- build`. The user's own models/ and catalog are not touched.
 */
export async function buildTinyModels(folder: string): Promise<void> {
  const config = tinyGpuConfig();
  for (const quantization of config.quantizations) {
    await buildModel({
      config,
      quantization,
      base: tinyGpuBase(),
      adapter: null,
      sink: folderSink(join(folder, builtModelId(config.id, quantization))),
      hashing: nodeHashing,
    });
  }
  await updateCatalog(folder, () => builtModelId(config.id, config.defaultQuantization));
}
