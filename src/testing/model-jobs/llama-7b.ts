import { deriveConfig } from '../../domain/model/derive-config.ts';
import type { AdapterFacts, BaseFacts, MergeInspection } from '../../domain/model/merge-facts.ts';
import { makeTemplate } from '../../domain/prompt/chat-templates.ts';

/** A Llama-2-7B as its files describe it; screens show it, nothing reads it. */
export const LLAMA_7B: BaseFacts = {
  format: 'safetensors',
  architecture: {
    family: 'llama',
    vocabSize: 32_000,
    hiddenSize: 4096,
    intermediateSize: 11_008,
    layers: 32,
    attentionHeads: 32,
    keyValueHeads: 32,
    headDim: 128,
    ropeTheta: 10_000,
    ropeScaling: null,
    rmsNormEps: 1e-5,
    tieWordEmbeddings: false,
    maxPositionEmbeddings: 4096,
  },
  parameters: 6_738_415_616,
  dtypes: ['F16'],
  files: [
    { name: 'config.json', bytes: 614 },
    { name: 'model-00001-of-00002.safetensors', bytes: 9_976_576_152 },
    { name: 'model-00002-of-00002.safetensors', bytes: 3_500_296_424 },
    { name: 'tokenizer.json', bytes: 1_842_767 },
  ],
  bytes: 13_478_715_957,
  tokenizer: 'file',
  name: 'Llama-2-7b-chat-hf',
  licence: 'llama2',
};

export const RADIOLOGY_ADAPTER: AdapterFacts = {
  madeFor: 'meta-llama/Llama-2-7b-chat-hf',
  rank: 8,
  alpha: 16,
  rsLora: false,
  modules: [
    { name: 'q_proj', layers: 32 },
    { name: 'v_proj', layers: 32 },
  ],
  replaced: [],
  tensors: 128,
  bytes: 16_794_200,
  sha256: '5f0f3e5b7c1d2a94e8b6d3c2f1a0998877665544332211ffeeddccbbaa998877',
  licence: null,
};

const SPECIAL_TOKENS = ['<unk>', '<s>', '</s>'];

/** What an inspection of both tells when they fit. */
export function inspected(adapter: AdapterFacts | null = RADIOLOGY_ADAPTER): MergeInspection {
  const template = makeTemplate('llama-2', SPECIAL_TOKENS);
  return {
    base: LLAMA_7B,
    adapter,
    problems: [],
    suggestion: template === null ? null : deriveConfig(LLAMA_7B, adapter, template),
    templateFrom: 'files',
    outputBytes: {
      q4f16_1: 3_792_000_000,
      q4f32_1: 4_213_000_000,
      q8f16_1: 7_161_000_000,
      q8f32_1: 7_582_000_000,
    },
    weightBytes: {
      q4f16_1: 3_790_000_000,
      q4f32_1: 4_211_000_000,
      q8f16_1: 7_159_000_000,
      q8f32_1: 7_580_000_000,
    },
    specialTokens: SPECIAL_TOKENS,
  };
}
