import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { TINY } from './tiny-llama.ts';

const HASH = 'a'.repeat(64);

/** A known answer of the right form that no model gives. */
export const TINY_ANSWER: KnownAnswer = {
  tokens: [1, 2],
  argmax: [3, 4],
  margins: [1, 0.5],
  sampleIds: [5, 6],
  sampleLogits: [-0.25, 1],
};

/** A valid manifest of a model with `shards` shards that exist nowhere. */
export function tinyManifest(shards = 2): ModelManifest {
  const files: ModelManifest['files'] = [
    ...Array.from({ length: shards }, (_, index) => ({
      path: `params_shard_${index}.bin`,
      bytes: 1000,
      sha256: HASH,
      role: 'shard' as const,
    })),
    { path: 'tensor-cache.json', bytes: 10, sha256: HASH, role: 'tensor-cache' },
    { path: 'mlc-chat-config.json', bytes: 20, sha256: HASH, role: 'chat-config' },
    { path: 'tokenizer.json', bytes: 30, sha256: HASH, role: 'tokenizer' },
  ];
  const source = { name: 'base.gguf', bytes: 1, sha256: HASH };
  return {
    schemaVersion: 1,
    id: 'tiny-q4f16_1',
    displayName: 'Tiny',
    description: 'A model for tests',
    licence: 'Apache-2.0',
    pipelineVersion: '1',
    quantization: 'q4f16_1',
    architecture: TINY,
    base: { origin: 'written by a test', licence: 'Apache-2.0', format: 'gguf', files: [source] },
    adapter: null,
    chatTemplate: { name: 'plain', template: '{system}{findings}', systemMessage: 's', stop: ['</s>'] },
    context: { window: 128, prefillChunk: 32 },
    generation: { maxNewTokens: 16, temperature: 0 },
    files,
    totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
