import { describe, expect, it } from 'vitest';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { toBytes } from '../../testing/generators/memory-files.ts';
import { TINY, tinyConfig } from '../../testing/generators/tiny-llama.ts';
import { parseLlamaConfig } from './llama-config.ts';

const LLAMA3: LlamaArchitecture['ropeScaling'] = {
  type: 'llama3',
  factor: 32,
  lowFreqFactor: 1,
  highFreqFactor: 4,
  originalMaxPositionEmbeddings: 8192,
};
const llama3 = {
  factor: 32,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
};

function parse(changes: Record<string, unknown>): LlamaArchitecture | { code: string; detail: string } {
  const result = parseLlamaConfig(toBytes({ ...tinyConfig(TINY), ...changes }));
  return result.ok ? result.value : { code: result.error.code, detail: result.error.detail };
}

describe('parseLlamaConfig', () => {
  it('reads back the architecture that a config describes', () => {
    expect(parse({})).toEqual(TINY);
    expect(parse({ rope_scaling: { rope_type: 'llama3', ...llama3 } })).toEqual({
      ...TINY,
      ropeScaling: LLAMA3,
    });
  });

  it("fills in transformers' defaults", () => {
    const { model_type, vocab_size, hidden_size, intermediate_size, num_hidden_layers, num_attention_heads } =
      tinyConfig(TINY);
    const short = {
      model_type,
      vocab_size,
      hidden_size,
      intermediate_size,
      num_hidden_layers,
      num_attention_heads,
    };
    const result = parseLlamaConfig(toBytes(short));
    expect(result.ok && result.value).toEqual({
      ...TINY,
      keyValueHeads: 4,
      ropeTheta: 10_000,
      rmsNormEps: 1e-6,
      tieWordEmbeddings: false,
      maxPositionEmbeddings: 2048,
    });
  });

  it.each([
    ['the older spelling', { rope_scaling: { type: 'llama3', ...llama3 } }],
    [
      'rope_parameters',
      {
        rope_scaling: null,
        rope_theta: undefined,
        rope_parameters: { rope_type: 'llama3', rope_theta: 10_000, ...llama3 },
      },
    ],
  ])('reads llama3 scaling in %s', (_, changes) => {
    expect(parse(changes)).toEqual({ ...TINY, ropeScaling: LLAMA3 });
  });

  it('takes theta from rope_parameters', () => {
    const changes = { rope_theta: undefined, rope_parameters: { rope_type: 'default', rope_theta: 500_000 } };
    expect(parse(changes)).toEqual({ ...TINY, ropeTheta: 500_000 });
  });

  it.each([
    ['model_type', 'mistral'],
    ['attention_bias', true],
    ['mlp_bias', true],
    ['hidden_act', 'gelu'],
    ['quantization_config', { bits: 4 }],
    ['partial_rotary_factor', 0.5],
    ['architectures', ['LlamaForSequenceClassification']],
  ])('refuses %s %j by its name', (key, value) => {
    expect(parse({ [key]: value })).toMatchObject({
      code: 'format/unsupported-architecture',
      detail: expect.stringContaining(key) as string,
    });
  });

  it.each(['linear', 'dynamic', 'yarn', 'longrope', 'su'])(
    'refuses %s rotary scaling by its name',
    (type) => {
      expect(parse({ rope_scaling: { rope_type: type, factor: 2 } })).toMatchObject({
        code: 'format/unsupported-architecture',
        detail: expect.stringContaining(type) as string,
      });
    },
  );

  it.each([
    ['hidden_size', 0, 'format/bad-config'],
    ['hidden_size', -32, 'format/bad-config'],
    ['hidden_size', '32', 'format/bad-config'],
    ['vocab_size', 1e12, 'format/over-limit'],
    ['num_hidden_layers', 1e9, 'format/over-limit'],
    ['num_hidden_layers', 1.5, 'format/bad-config'],
    ['num_key_value_heads', 3, 'format/bad-config'],
    ['head_dim', 7, 'format/bad-config'],
    ['rms_norm_eps', 0, 'format/bad-config'],
    ['rope_theta', -1, 'format/bad-config'],
    ['tie_word_embeddings', 'yes', 'format/bad-config'],
    ['rope_scaling', { rope_type: 'llama3', factor: 8 }, 'format/bad-config'],
    ['rope_scaling', { rope_type: 'llama3', ...llama3, high_freq_factor: 1 }, 'format/bad-config'],
  ])('refuses %s %j', (key, value, code) => expect(parse({ [key]: value })).toMatchObject({ code }));
});
