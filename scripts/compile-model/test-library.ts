import { createHash } from 'node:crypto';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';

/** A record as the compiler writes it, for a file with these bytes. */
export function testLibrary(name: string, data: Uint8Array): ModelLibrary {
  return {
    name,
    file: `${name}.wasm`,
    bytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
    abi: 1,
    architecture: {
      family: 'llama',
      vocabSize: 512,
      hiddenSize: 64,
      intermediateSize: 128,
      layers: 2,
      attentionHeads: 4,
      keyValueHeads: 2,
      headDim: 16,
      ropeTheta: 10_000,
      ropeScaling: null,
      rmsNormEps: 1e-5,
      tieWordEmbeddings: true,
      maxPositionEmbeddings: 512,
    },
    quantization: 'q4f32_1',
    compute: 'float32',
    context: { window: 512, prefillChunk: 128 },
    requires: { features: [], limits: { maxStorageBuffersPerShaderStage: 10 } },
    toolchain: { tvm: '0.27.0', emscripten: '3.1.6' },
    sourceSha256: 'ab'.repeat(32),
  };
}
