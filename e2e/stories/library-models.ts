import type { LlamaArchitecture } from '../../src/domain/model/architecture.ts';
import { newDetails, type ModelDetails } from '../../src/domain/model/model-details.ts';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';
import { makeTemplate } from '../../src/domain/prompt/chat-templates.ts';
import type { InstalledModel } from '../../src/platform/model-store/model-store-port.ts';
import { STORY_MANIFEST, STORY_MODEL } from './manifest.ts';

const LLAMA_7B: LlamaArchitecture = {
  family: 'llama',
  vocabSize: 32_000,
  hiddenSize: 4_096,
  intermediateSize: 11_008,
  layers: 32,
  attentionHeads: 32,
  keyValueHeads: 32,
  headDim: 128,
  ropeTheta: 10_000,
  ropeScaling: null,
  rmsNormEps: 1e-5,
  tieWordEmbeddings: false,
  maxPositionEmbeddings: 4_096,
};

const NOON = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;
const digest = (seed: number): string =>
  Array.from({ length: 64 }, (_, at) => ((at * 7 + seed * 13 + at * at * seed) % 16).toString(16)).join('');

const score = (value: number): { value: number; low: number; high: number } => ({
  value,
  low: value - 0.018,
  high: value + 0.019,
});

function story(
  base: InstalledModel,
  manifest: Partial<InstalledModel['manifest']>,
  details: Partial<ModelDetails>,
): InstalledModel {
  const id = manifest.id ?? base.manifest.id;
  return {
    manifest: { ...base.manifest, ...manifest },
    manifestSha256: digest(id.length + (details.name?.length ?? 0)),
    baseUrl: `/models/${id}/resolve/main/`,
    installedAt: NOON - 12 * DAY,
    details: { ...base.details, ...details },
  };
}

/** The model of our own server, used, verified, evaluated. */
export const OWN_MODEL: InstalledModel = story(
  STORY_MODEL,
  {
    chatTemplate: makeTemplate('chatml', ['<|im_start|>', '<|im_end|>']) ?? STORY_MANIFEST.chatTemplate,
  },
  {
    notes: 'The default. Good for chest radiographs; weak on spine.',
    lastUsedAt: NOON,
    knownAnswer: { at: NOON, engine: 'webgpu', outcome: 'passed', compared: 30, agreed: 30, detail: '' },
    verification: { at: NOON - DAY, files: 9, bytes: 143_400_000, damaged: [] },
    evaluations: [
      {
        schemaVersion: 1,
        modelId: STORY_MANIFEST.id,
        manifestSha256: digest(4),
        data: { name: 'openi-test.jsonl', sha256: digest(9), reports: 300 },
        engine: 'CPU, 2 threads',
        at: NOON - 3 * DAY,
        views: [
          { name: 'all', reports: 300, rouge1: score(0.412), rouge2: score(0.287), rougeL: score(0.405) },
          { name: 'abnormal', reports: 171, rouge1: score(0.268), rouge2: score(0.13), rougeL: score(0.249) },
        ],
        examples: { most: 3, from: { name: 'signed-reports.jsonl', sha256: digest(12), reports: 2_400 } },
        honesty: [
          { measure: 'swap', cases: 65, rate: score(0.94) },
          { measure: 'negation', cases: 118, rate: score(0.97) },
          { measure: 'number', cases: 14, rate: score(0.93) },
          { measure: 'unsupported', cases: 300, rate: score(0.02) },
        ],
      },
    ],
  },
);

/** A 7B merged here from a USB stick, with a prompt of the department's own. */
export const MERGED_MODEL: InstalledModel = story(
  STORY_MODEL,
  {
    id: 'llama-2-7b-chat-4f2a91c0-q4f16_1',
    displayName: 'Llama 2 7B Chat',
    description: 'Merged in Readroom.',
    licence: 'not stated by its files',
    quantization: 'q4f16_1',
    architecture: LLAMA_7B,
    totalBytes: 3_793_000_000,
    base: {
      origin: 'Llama-2-7b-chat-hf, brought by the user',
      licence: 'not stated by its files',
      format: 'safetensors',
      files: [
        { name: 'model-00001-of-00002.safetensors', bytes: 9_976_576_152, sha256: digest(21) },
        { name: 'model-00002-of-00002.safetensors', bytes: 3_500_296_424, sha256: digest(22) },
      ],
    },
    context: { window: 4_096, prefillChunk: 512 },
    chatTemplate: makeTemplate('llama-2', ['<s>', '</s>']) ?? STORY_MANIFEST.chatTemplate,
    files: Array.from({ length: 24 }, (_, index) => ({
      path: `params_shard_${index}.bin`,
      bytes: index < 23 ? 163_840_000 : 24_680_000,
      sha256: digest(100 + index),
      role: 'shard' as const,
    })),
  },
  {
    name: 'Radiology Llama 2 7B, house style',
    source: {
      kind: 'merge',
      files: [
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
        'adapter_model.safetensors',
      ],
      verified: true,
    },
    installedBy: 'M. Weber, medical physics',
    lastUsedAt: NOON - DAY,
    prompt: {
      name: 'llama-2',
      template: '<s>[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{findings} [/INST]',
      systemMessage: 'Derive the impression from the findings, in one to three short sentences.',
      stop: ['</s>'],
    },
    knownAnswer: { at: NOON, engine: 'cpu', outcome: 'passed', compared: 22, agreed: 22, detail: '' },
  },
);

/** From a folder that somebody else's tools made. */
export const FOREIGN_MODEL: InstalledModel = story(
  MERGED_MODEL,
  { id: 'tinyllama-1.1b-q4f32_1', quantization: 'q4f32_1', totalBytes: 698_000_000, adapter: null },
  {
    ...newDetails('TinyLlama 1.1B Chat', {
      kind: 'folder',
      files: ['mlc-chat-config.json'],
      verified: false,
    }),
    knownAnswer: {
      at: NOON,
      engine: 'cpu',
      outcome: 'failed',
      compared: 20,
      agreed: 13,
      detail: 'position 4',
    },
  },
);

export const THREE_MODELS: readonly InstalledModel[] = [OWN_MODEL, MERGED_MODEL, FOREIGN_MODEL];

export const THIRTY_MODELS: readonly InstalledModel[] = Array.from({ length: 30 }, (_, index) => {
  const from = THREE_MODELS[index % THREE_MODELS.length] ?? OWN_MODEL;
  return story(
    from,
    { id: index < 3 ? from.manifest.id : `${from.manifest.id}-${index}` },
    { name: index < 3 ? from.details.name : `${from.details.name}, trial ${index}` },
  );
});

const library = (name: string, change: Partial<ModelLibrary>): ModelLibrary => ({
  name,
  file: `${name}.wasm`,
  bytes: 3_214_000,
  sha256: digest(name.length),
  abi: 1,
  architecture: STORY_MANIFEST.architecture,
  quantization: 'q8f16_1',
  compute: 'float16',
  context: { window: 2_048, prefillChunk: 512 },
  requires: { features: ['shader-f16'], limits: {} },
  toolchain: { tvm: '0.22', emscripten: '4.0' },
  sourceSha256: digest(3),
  ...change,
});

export const OWN_LIBRARY: ModelLibrary = library('llama-smollm2-135m-q8f16_1-f16', {});
export const BROUGHT_LIBRARY: ModelLibrary = library('llama-2-7b-q4f16_1-f16', {
  architecture: LLAMA_7B,
  quantization: 'q4f16_1',
  context: { window: 4_096, prefillChunk: 512 },
  bytes: 4_870_000,
});

/** On the server, not fetched yet. */
export const SERVER_LIBRARIES: readonly ModelLibrary[] = ['llama-3-8b-q4f16_1', 'llama-2-7b-q4f32_1'].map(
  (name, index) => library(name, { bytes: 4_870_000, sha256: String(index + 1).repeat(64) }),
);
