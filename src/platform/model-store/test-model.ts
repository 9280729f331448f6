import type { ModelManifest } from '../../domain/model/manifest.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';

/** Files of a small model for tests of the store, which never looks inside a shard. */
export interface TestModel {
  readonly manifest: ModelManifest;
  /** By path, manifest.json included. */
  readonly files: Map<string, Uint8Array>;
  readonly manifestSha256: string;
}

const utf8 = new TextEncoder();
const hash = (bytes: Uint8Array): Promise<string> => createWebHashing().sha256(bytes);

function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** @param seed other seeds give other bytes in the last shard only, as a rebuilt model has */
export async function createTestModel(
  seed = 1,
  change: (manifest: ModelManifest) => unknown = (m) => m,
): Promise<TestModel> {
  const files = new Map<string, Uint8Array>([
    ['params_shard_0.bin', noise(3000, 7)],
    ['params_shard_1.bin', noise(2000, seed)],
    ['tensor-cache.json', utf8.encode('{\n  "metadata": { "ParamSize": 2 },\n  "records": []\n}')],
    ['mlc-chat-config.json', utf8.encode('{"model_type":"llama"}')],
    ['tokenizer.json', utf8.encode('{"version":"1.0"}')],
  ]);
  const roleOf = (path: string): ModelManifest['files'][number]['role'] =>
    path.endsWith('.bin')
      ? 'shard'
      : path === 'tensor-cache.json'
        ? 'tensor-cache'
        : path === 'tokenizer.json'
          ? 'tokenizer'
          : 'chat-config';
  const listed = await Promise.all(
    [...files].map(async ([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: await hash(bytes),
      role: roleOf(path),
    })),
  );
  const manifest: ModelManifest = {
    schemaVersion: 1,
    id: 'tiny-q8f16_1',
    displayName: 'Tiny',
    description: 'A model for tests.',
    licence: 'Apache-2.0',
    pipelineVersion: '1',
    quantization: 'q8f16_1',
    architecture: {
      family: 'llama',
      vocabSize: 32,
      hiddenSize: 32,
      intermediateSize: 64,
      layers: 1,
      attentionHeads: 1,
      keyValueHeads: 1,
      headDim: 32,
      ropeTheta: 10_000,
      ropeScaling: null,
      rmsNormEps: 1e-5,
      tieWordEmbeddings: true,
      maxPositionEmbeddings: 64,
    },
    base: { origin: 'test', licence: 'Apache-2.0', format: 'gguf', files: [] },
    adapter: null,
    chatTemplate: { name: 'plain', template: '{findings}', systemMessage: '', stop: ['</s>'] },
    context: { window: 64, prefillChunk: 16 },
    generation: { maxNewTokens: 8, temperature: 0 },
    files: listed,
    totalBytes: listed.reduce((sum, file) => sum + file.bytes, 0),
  };
  const bytes = utf8.encode(JSON.stringify(change(manifest)));
  files.set('manifest.json', bytes);
  return { manifest, files, manifestSha256: await hash(bytes) };
}
