import { createHash } from 'node:crypto';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { BuildRequest } from '../../pipeline/build/build-model.ts';
import { memoryFiles } from './memory-files.ts';
import { createRandom } from './random.ts';
import { adapterConfig, adapterFolder, adapterTensors } from './tiny-adapter.ts';
import { llamaTensors } from '../../pipeline/formats/llama-tensors.ts';
import { TINY, tinyFolder, tinyTensors } from './tiny-llama.ts';
import { TINY_SPECIAL, tinyTokenizerJson } from './tiny-tokenizer.ts';

/** A tiny Llama whose vocabulary holds the tiny tokenizer's 268 tokens and a few unused rows. */
export const TINY_BUILD: LlamaArchitecture = { ...TINY, vocabSize: 280 };

/** Real digests, of Node. */
export const testHashing: Hashing = {
  sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  md5: (bytes) => Promise.resolve(createHash('md5').update(bytes).digest('hex')),
  createSha256: () => {
    const hash = createHash('sha256');
    return Promise.resolve({
      update: (bytes: Uint8Array) => void hash.update(bytes),
      digest: () => hash.digest('hex'),
    });
  },
};

export interface MemorySink extends ModelSink {
  readonly files: Map<string, Uint8Array>;
  /** Paths in the order in which they were written. */
  readonly writes: string[];
  asFileSet(): FileSet;
}

/** @param beforeWrite may throw, as a full disk or a killed process does */
export function memorySink(beforeWrite: (path: string) => void = () => undefined): MemorySink {
  const files = new Map<string, Uint8Array>();
  const writes: string[] = [];
  return {
    files,
    writes,
    write: (path, bytes) =>
      Promise.resolve().then(() => {
        beforeWrite(path);
        files.set(path, bytes.slice());
        writes.push(path);
      }),
    read: (path) => Promise.resolve(files.get(path)?.slice() ?? null),
    remove: (path) => {
      files.delete(path);
      return Promise.resolve();
    },
    asFileSet: () => memoryFiles(Object.fromEntries(files)),
  };
}

export function tinyModelConfig(architecture: LlamaArchitecture, withAdapter: string | null): ModelConfig {
  return {
    id: 'tiny',
    displayName: 'Tiny',
    description: 'Random weights for tests.',
    licence: 'Apache-2.0',
    architecture,
    base: {
      origin: 'made by a test',
      licence: 'Apache-2.0',
      format: 'safetensors',
      source: { kind: 'local' },
      sha256: null,
      bytes: null,
    },
    adapter: withAdapter === null ? null : { path: 'adapter', sha256: withAdapter, licence: 'Apache-2.0' },
    tokenizer: { kind: 'file' },
    chatTemplate: {
      name: 'chatml',
      template: '<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{findings}<|im_end|>\n',
      systemMessage: 'Derive the impression',
      stop: [TINY_SPECIAL[2] ?? ''],
    },
    context: { window: 128, prefillChunk: 64 },
    generation: { maxNewTokens: 16, temperature: 0 },
    quantizations: ['q8f16_1'],
    defaultQuantization: 'q8f16_1',
  };
}

/** Everything a build of a tiny model with a LoRA needs; the seed decides all weights. */
export async function tinyBuildRequest(
  quantization: Quantization,
  sink: ModelSink,
  architecture: LlamaArchitecture = TINY_BUILD,
  seed = 1,
): Promise<BuildRequest> {
  const random = createRandom(seed);
  const base = {
    ...tinyFolder(architecture, tinyTensors(random, architecture, 'F16')),
    'tokenizer.json': tinyTokenizerJson(),
  };
  const rankOf = (module: string): number | null => (/[qv]_proj$/.test(module) ? 4 : null);
  const adapter = memoryFiles(adapterFolder(adapterConfig(), adapterTensors(random, architecture, rankOf)));
  const weights = adapter.open('adapter_model.safetensors')!;
  const sha256 = await testHashing.sha256(await weights.read(0, weights.size));
  return {
    config: tinyModelConfig(architecture, sha256),
    quantization,
    base: memoryFiles(base),
    adapter,
    sink,
    hashing: testHashing,
  };
}

/** Wide enough for two shards of 8-bit weights: 34 million of them. */
export const TWO_SHARDS: LlamaArchitecture = {
  ...TINY_BUILD,
  hiddenSize: 1024,
  intermediateSize: 4608,
  attentionHeads: 8,
  headDim: 128,
};

/**
 * A build of TWO_SHARDS without adapter; its weights repeat a pattern, because random ones take seconds to make, and
 * it leaves out the known answer for the same reason.
 */
export function twoShardRequest(sink: ModelSink, patternStart = 0): BuildRequest {
  const pattern = new Uint16Array(5_000_011);
  // Binary16 from 2^-7 to 2^-6 with either sign.
  for (let i = 0; i < pattern.length; i++) pattern[i] = 0x2000 | (Math.imul(i, 40_503) & 0x83ff);
  let at = patternStart;
  const tensors = [...llamaTensors(TWO_SHARDS)].map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (at + size > pattern.length) at = patternStart;
    const bytes = new Uint8Array(pattern.buffer, at * 2, size * 2);
    at += 1013;
    return { name, dtype: 'F16', shape, bytes };
  });
  const base = { ...tinyFolder(TWO_SHARDS, tensors), 'tokenizer.json': tinyTokenizerJson() };
  return {
    config: tinyModelConfig(TWO_SHARDS, null),
    quantization: 'q8f16_1',
    base: memoryFiles(base),
    adapter: null,
    sink,
    hashing: testHashing,
    withKnownAnswer: false,
  };
}
