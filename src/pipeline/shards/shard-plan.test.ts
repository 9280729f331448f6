import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { QUANTIZATIONS } from '../../domain/model/quantization.ts';
import { TINY } from '../../testing/generators/tiny-llama.ts';
import { MAX_SHARD_BYTES, planShards } from './shard-plan.ts';

const LLAMA_2_7B: LlamaArchitecture = {
  ...TINY,
  vocabSize: 32_000,
  hiddenSize: 4096,
  intermediateSize: 11_008,
  layers: 32,
  attentionHeads: 32,
  keyValueHeads: 32,
  headDim: 128,
  tieWordEmbeddings: false,
};

describe('planShards', () => {
  it('names and orders the tensors as MLC does', () => {
    const plan = planShards({ ...TINY, layers: 1, tieWordEmbeddings: false }, 'q4f16_1');
    expect(plan.shards.flatMap((shard) => shard.tensors.map((tensor) => tensor.name))).toEqual([
      'model.embed_tokens.q_weight',
      'model.embed_tokens.q_scale',
      'model.layers.0.self_attn.qkv_proj.q_weight',
      'model.layers.0.self_attn.qkv_proj.q_scale',
      'model.layers.0.self_attn.o_proj.q_weight',
      'model.layers.0.self_attn.o_proj.q_scale',
      'model.layers.0.mlp.gate_up_proj.q_weight',
      'model.layers.0.mlp.gate_up_proj.q_scale',
      'model.layers.0.mlp.down_proj.q_weight',
      'model.layers.0.mlp.down_proj.q_scale',
      'model.layers.0.input_layernorm.weight',
      'model.layers.0.post_attention_layernorm.weight',
      'model.norm.weight',
      'lm_head.q_weight',
      'lm_head.q_scale',
    ]);
  });

  it('gives a tied model no lm_head', () => {
    const names = planShards(TINY, 'q4f16_1').parameters.map((parameter) => parameter.name);
    expect(names).not.toContain('lm_head');
  });

  it('shapes levels as 8 or 4 to a word and scales as 1 to 32 weights', () => {
    const [q4] = planShards(LLAMA_2_7B, 'q4f16_1').parameters;
    expect(q4).toMatchObject({
      weight: { shape: [32_000, 512], dtype: 'uint32', nbytes: 65_536_000 },
      scale: { shape: [32_000, 128], dtype: 'float16', nbytes: 8_192_000 },
    });
    const [q8] = planShards(LLAMA_2_7B, 'q8f32_1').parameters;
    expect(q8).toMatchObject({
      weight: { shape: [32_000, 1024], nbytes: 131_072_000 },
      scale: { shape: [32_000, 128], dtype: 'float32', nbytes: 16_384_000 },
    });
  });

  it.each(QUANTIZATIONS)(
    'packs %s without gaps into shards of at most 32 MiB or of one tensor',
    (quantization) => {
      const { shards } = planShards(LLAMA_2_7B, quantization);
      for (const [index, shard] of shards.entries()) {
        expect(shard.path).toBe(`params_shard_${index}.bin`);
        expect(shard.nbytes <= MAX_SHARD_BYTES || shard.tensors.length === 1).toBe(true);
        let end = 0;
        for (const tensor of shard.tensors) {
          expect(tensor).toMatchObject({ shard: index, byteOffset: end });
          end += tensor.nbytes;
        }
        expect(shard.nbytes).toBe(end);
      }
    },
  );

  it('refuses rows that are not made of whole groups of 32', () => {
    const sizes = fc.integer({ min: 1, max: 300 }).filter((size) => size % 32 !== 0);
    fc.assert(
      fc.property(sizes, (intermediateSize) => {
        expect(() => planShards({ ...TINY, intermediateSize }, 'q4f16_1')).toThrow(
          'pipeline/unsupported-shape',
        );
      }),
    );
  });

  it('refuses an absurd architecture before it allocates anything', () => {
    expect(() => planShards({ ...TINY, layers: 2 ** 40 }, 'q4f16_1')).toThrow('format/over-limit');
  });
});
