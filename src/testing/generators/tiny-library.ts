import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { TINY } from './tiny-llama.ts';

/** A library's description that fits `tinyManifest()`; there is no file behind it. */
export function tinyLibrary(change: Partial<ModelLibrary> = {}): ModelLibrary {
  return {
    name: 'tiny-q4f16_1',
    file: 'tiny-q4f16_1.wasm',
    bytes: 1000,
    sha256: 'b'.repeat(64),
    abi: 1,
    architecture: TINY,
    quantization: 'q4f16_1',
    compute: 'float32',
    context: { window: 128, prefillChunk: 32 },
    requires: { features: [], limits: {} },
    toolchain: { tvm: '0', emscripten: '0' },
    sourceSha256: 'c'.repeat(64),
    ...change,
  };
}
