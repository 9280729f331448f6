import type { ModelManifest } from '../../src/domain/model/manifest.ts';
import { newDetails } from '../../src/domain/model/model-details.ts';
import type { InstalledModel } from '../../src/platform/model-store/model-store-port.ts';

const HASH = 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70';

/** A manifest with the default model's shape; stories and component tests show it, nothing loads it. */
export const STORY_MANIFEST: ModelManifest = {
  schemaVersion: 1,
  id: 'smollm2-135m-radiology-q8f16_1',
  displayName: 'SmolLM2 135M Radiology',
  description: 'Drafts impressions of chest radiographs.',
  licence: 'Apache-2.0',
  pipelineVersion: '1',
  quantization: 'q8f16_1',
  architecture: {
    family: 'llama',
    vocabSize: 49152,
    hiddenSize: 576,
    intermediateSize: 1536,
    layers: 30,
    attentionHeads: 9,
    keyValueHeads: 3,
    headDim: 64,
    ropeTheta: 100000,
    ropeScaling: null,
    rmsNormEps: 1e-5,
    tieWordEmbeddings: true,
    maxPositionEmbeddings: 8192,
  },
  base: {
    origin: 'SmolLM2-135M-Instruct',
    licence: 'Apache-2.0',
    format: 'gguf',
    files: [{ name: 'SmolLM2-135M-Instruct.Q4_1.gguf', bytes: 98_000_000, sha256: HASH }],
  },
  adapter: {
    licence: 'Apache-2.0',
    files: [
      { name: 'adapter_model.safetensors', bytes: 9_800_000, sha256: HASH.split('').reverse().join('') },
    ],
  },
  chatTemplate: { name: 'chatml', template: '{findings}', systemMessage: '', stop: ['<|im_end|>'] },
  context: { window: 2048, prefillChunk: 512 },
  generation: { maxNewTokens: 160, temperature: 0 },
  files: [{ path: 'params_shard_0.bin', bytes: 143_000_000, sha256: HASH, role: 'shard' }],
  totalBytes: 143_400_000,
};

export const STORY_MODEL: InstalledModel = {
  manifest: STORY_MANIFEST,
  manifestSha256: HASH,
  baseUrl: '/models/smollm2-135m-radiology-q8f16_1/resolve/main/',
  installedAt: 0,
  details: newDetails(STORY_MANIFEST.displayName, { kind: 'origin', files: [], verified: true }),
};
