import { buildModel } from '../../pipeline/build/build-model.ts';
import { jsonBytes } from '../../pipeline/shards/json-bytes.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { memorySink, testHashing, TINY_BUILD, tinyBuildRequest } from '../generators/tiny-build.ts';
import { tinyLibrary } from '../generators/tiny-library.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

/** The folder of a tiny model that the real pipeline built; the seed decides its weights, the id stays. */
export async function tinyModelFiles(
  quantization: Quantization = 'q8f16_1',
  seed = 1,
  architecture: LlamaArchitecture = TINY_BUILD,
): Promise<Files> {
  const sink = memorySink();
  await buildModel(await tinyBuildRequest(quantization, sink, architecture, seed));
  return Object.fromEntries(sink.files);
}

/** A library for the tiny model: a WebAssembly head and some bytes, with a true description. */
export async function tinyLibraryFiles(
  name = 'tiny-q8f16_1',
): Promise<{ readonly library: ModelLibrary; readonly files: Files }> {
  const bytes = new Uint8Array(1000).fill(name.length);
  bytes.set([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const library = tinyLibrary({
    name,
    file: `${name}.wasm`,
    bytes: bytes.length,
    sha256: await testHashing.sha256(bytes),
    architecture: TINY_BUILD,
    quantization: 'q8f16_1',
  });
  const index = jsonBytes({ schemaVersion: 1, libraries: [library] });
  return { library, files: { 'index.json': index, [library.file]: bytes } };
}

export function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));
}
