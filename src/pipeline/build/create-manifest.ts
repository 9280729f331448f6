import { builtModelId } from '../../domain/model/catalog.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { HashedFile } from './hash-files.ts';
import { PIPELINE_VERSION } from './pipeline-version.ts';

/** The manifest of a build; nothing in it depends on when or where the build ran. */
export function createManifest(
  config: ModelConfig,
  quantization: Quantization,
  baseFiles: readonly HashedFile[],
  adapterFiles: readonly HashedFile[],
  files: ModelManifest['files'],
  knownAnswer: ModelManifest['knownAnswer'],
): ModelManifest {
  return {
    schemaVersion: 1,
    id: builtModelId(config.id, quantization),
    displayName: config.displayName,
    description: config.description,
    licence: config.licence,
    pipelineVersion: PIPELINE_VERSION,
    quantization,
    architecture: config.architecture,
    base: {
      origin: config.base.origin,
      licence: config.base.licence,
      format: config.base.format,
      files: [...baseFiles],
    },
    adapter: config.adapter === null ? null : { licence: config.adapter.licence, files: [...adapterFiles] },
    chatTemplate: config.chatTemplate,
    context: config.context,
    generation: config.generation,
    ...(config.examples && { examples: config.examples }),
    ...(config.laterality && { laterality: config.laterality }),
    ...(knownAnswer && { knownAnswer }),
    files,
    totalBytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
