import { describe, expect, it } from 'vitest';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { memoryFiles } from '../../../testing/generators/memory-files.ts';
import { createRandom } from '../../../testing/generators/random.ts';
import type { TensorFixture } from '../../../testing/generators/safetensors-file.ts';
import { adapterConfig, adapterFolder, adapterTensors } from '../../../testing/generators/tiny-adapter.ts';
import { TINY } from '../../../testing/generators/tiny-llama.ts';
import { openAdapter } from './open-adapter.ts';

const UNTIED = { ...TINY, tieWordEmbeddings: false };
const PREFIX = 'base_model.model.';
const isQv = (module: string): number | null => (/[qv]_proj$/.test(module) ? 4 : null);
const every = (module: string): number | null => (module.endsWith('_proj') ? 4 : null);
const plain = adapterTensors(createRandom(9), TINY, isQv);

const open = (
  changes: Record<string, unknown> = {},
  tensors: readonly TensorFixture[] = plain,
  architecture: LlamaArchitecture = TINY,
): ReturnType<typeof openAdapter> =>
  openAdapter(memoryFiles(adapterFolder(adapterConfig(changes), tensors)), architecture);

const saved = (name: string, shape: readonly number[], fill = 0): TensorFixture => {
  const bytes = new Uint8Array(shape.reduce((a, b) => a * b, 4)).fill(fill);
  return { name: `${PREFIX}${name}`, dtype: 'F32', shape, bytes };
};

describe('openAdapter', () => {
  it('reads A, B and the scale of every targeted module', async () => {
    const adapter = await open();
    expect([...adapter.pairs.keys()]).toEqual(
      [0, 1].flatMap((layer) =>
        ['q', 'v'].map((part) => `model.layers.${layer}.self_attn.${part}_proj.weight`),
      ),
    );
    const pair = await adapter.pairs.get('model.layers.0.self_attn.v_proj.weight')!.read();
    expect(pair).toMatchObject({ rank: 4, rows: 16, columns: 32, scale: 2 });
    const stored = plain.find(({ name }) => name.includes('layers.0.self_attn.v_proj.lora_B'))!;
    expect(new Uint8Array(pair.b.buffer)).toEqual(stored.bytes);
    expect(adapter.files.map(({ name }) => name)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
  });

  it('divides by the root of the rank with use_rslora', async () => {
    const adapter = await open({ use_rslora: true });
    expect(adapter.pairs.values().next().value?.scale).toBe(8 / 2);
  });

  it('follows rank_pattern and alpha_pattern', async () => {
    const rankOf = (module: string): number | null =>
      isQv(module) === null ? null : module.includes('.1.') ? 2 : 4;
    const patterns = {
      rank_pattern: { 'layers.1.self_attn.*': 2 },
      alpha_pattern: { '^model.layers.1.*v_proj': 6 },
    };
    const adapter = await open(patterns, adapterTensors(createRandom(1), TINY, rankOf));
    expect([...adapter.pairs.values()].map(({ rank, scale }) => [rank, scale])).toEqual([
      [4, 2],
      [4, 2],
      [2, 4],
      [2, 3],
    ]);
  });

  it.each([
    ['all-linear', { target_modules: 'all-linear' }, every, TINY],
    ['all-linear beside an untied head', { target_modules: 'all-linear' }, every, UNTIED],
    ['an expression', { target_modules: String.raw`.*self_attn\.[qv]_proj` }, isQv, TINY],
    [
      'exclude_modules',
      {
        target_modules: 'all-linear',
        exclude_modules: ['mlp.up_proj', 'k_proj', 'o_proj', 'gate_proj', 'down_proj'],
      },
      isQv,
      TINY,
    ],
    [
      'layers_to_transform',
      { layers_to_transform: [1] },
      (module: string) => (module.includes('.1.') ? isQv(module) : null),
      TINY,
    ],
    [
      'lm_head of an untied base',
      { target_modules: ['lm_head'] },
      (module: string) => (module === 'lm_head' ? 4 : null),
      UNTIED,
    ],
  ])('finds the modules that %s means', async (_, changes, rankOf, architecture) => {
    const tensors = adapterTensors(createRandom(2), architecture, rankOf);
    const adapter = await open(changes, tensors, architecture);
    expect(adapter.pairs.size).toBe(tensors.length / 2);
  });

  it('replaces the modules of modules_to_save', async () => {
    const norms = ['model.layers.0.input_layernorm', 'model.layers.1.input_layernorm'];
    const whole = [saved('model.embed_tokens.weight', [40, 32]), saved('lm_head.weight', [40, 32])];
    const tensors = [...plain, ...whole, ...norms.map((name) => saved(`${name}.weight`, [32]))];
    const adapter = await open(
      { modules_to_save: ['embed_tokens', 'lm_head', 'input_layernorm'] },
      tensors,
      UNTIED,
    );
    expect([...adapter.replacements.keys()].sort()).toEqual(
      ['lm_head', 'model.embed_tokens', ...norms].map((name) => `${name}.weight`).sort(),
    );
  });

  it('replaces tied embeddings only where the head stays tied to them', async () => {
    const embedding = saved('model.embed_tokens.weight', [40, 32], 1);
    const both = { modules_to_save: ['embed_tokens', 'lm_head'] };
    const tied = await open({ modules_to_save: ['embed_tokens'], ensure_weight_tying: true }, [
      ...plain,
      embedding,
    ]);
    expect([...tied.replacements.keys()]).toEqual(['model.embed_tokens.weight']);
    const copied = await open(both, [...plain, embedding, saved('lm_head.weight', [40, 32], 1)]);
    expect(copied.replacements.size).toBe(1);
    const apart = open(both, [...plain, embedding, saved('lm_head.weight', [40, 32], 2)]);
    await expect(apart).rejects.toMatchObject({ code: 'format/bad-config' });
    await expect(open({ modules_to_save: ['embed_tokens'] }, [...plain, embedding])).rejects.toMatchObject({
      code: 'format/unsupported-adapter',
    });
  });

  it.each([
    ['peft_type', 'LOHA'],
    ['use_dora', true],
    ['lora_bias', true],
    ['bias', 'lora_only'],
    ['fan_in_fan_out', true],
    ['layer_replication', [[0, 2]]],
    ['trainable_token_indices', [1]],
    ['target_parameters', ['x']],
    ['use_qalora', true],
    ['megatron_config', { a: 1 }],
    ['alora_invocation_tokens', [1, 2]],
    ['init_lora_weights', 'pissa'],
    ['init_lora_weights', 'pissa_niter_4'],
    ['init_lora_weights', 'olora'],
    ['init_lora_weights', 'loftq'],
    ['init_lora_weights', 'corda'],
    ['init_lora_weights', 'lora_ga'],
    ['use_a_method_invented_next_year', true],
  ])('refuses %s %j by its name', async (key, value) => {
    await expect(open({ [key]: value })).rejects.toMatchObject({
      code: 'format/unsupported-adapter',
      detail: expect.stringContaining(key) as string,
    });
  });

  it.each(['gaussian', 'eva', 'orthogonal', false])('merges adapters that started from %j', async (start) => {
    expect((await open({ init_lora_weights: start })).pairs.size).toBe(4);
  });

  it.each([
    [
      'LoRA on embeddings',
      { target_modules: ['q_proj', 'v_proj', 'embed_tokens'] },
      'format/unsupported-adapter',
    ],
    [
      'LoRA on a tied head',
      { target_modules: ['q_proj', 'v_proj', 'lm_head'] },
      'format/unsupported-adapter',
    ],
    ['targets without tensors', { target_modules: ['q_proj', 'v_proj', 'k_proj'] }, 'format/missing-tensor'],
    ['tensors without a target', { target_modules: ['q_proj'] }, 'format/adapter-mismatch'],
    ['targets that this base has not', { target_modules: ['query_key_value'] }, 'format/adapter-mismatch'],
    ['no targets', { target_modules: [] }, 'format/bad-config'],
    ['another rank than its tensors', { r: 8 }, 'format/adapter-mismatch'],
    ['a rank of zero', { r: 0 }, 'format/bad-config'],
    ['a rank in letters', { r: 'eight' }, 'format/bad-config'],
    ['an absurd rank', { r: 1e9 }, 'format/over-limit'],
    ['saved modules without tensors', { modules_to_save: ['norm'] }, 'format/missing-tensor'],
  ])('refuses %s', async (_, changes, code) => {
    await expect(open(changes)).rejects.toMatchObject({ code });
  });

  it.each([
    [
      'a magnitude vector',
      'model.layers.0.self_attn.q_proj.lora_magnitude_vector',
      'format/unsupported-adapter',
    ],
    ['embedding updates', 'model.embed_tokens.lora_embedding_A', 'format/unsupported-adapter'],
    ['a bias', 'model.layers.0.self_attn.q_proj.lora_B.bias', 'format/unsupported-adapter'],
    ['a head saved with its base', 'lm_head.base_layer.weight', 'format/unsupported-adapter'],
    ['an unasked embedding', 'model.embed_tokens.weight', 'format/unknown-tensor'],
    [
      'a layer that the base has not',
      'model.layers.7.self_attn.q_proj.lora_A.weight',
      'format/adapter-mismatch',
    ],
    ['anything else', 'surprise', 'format/unknown-tensor'],
  ])('refuses %s among the tensors', async (_, name, code) => {
    await expect(open({}, [...plain, saved(name, [2])])).rejects.toMatchObject({ code });
  });

  it('refuses an adapter made for a base of other sizes', async () => {
    await expect(open({}, plain, { ...TINY, hiddenSize: 64 })).rejects.toMatchObject({
      code: 'format/adapter-mismatch',
    });
    await expect(open({}, plain, { ...TINY, layers: 3 })).rejects.toMatchObject({
      code: 'format/missing-tensor',
    });
    await expect(open({}, plain, { ...TINY, layers: 1 })).rejects.toMatchObject({
      code: 'format/adapter-mismatch',
    });
  });

  it('reads no value before it is asked for, and refuses one that is not finite then', async () => {
    const broken = plain.map((tensor) => ({ ...tensor, bytes: tensor.bytes.slice() }));
    broken[1]!.bytes.set([0, 0, 0x80, 0x7f], 8);
    const adapter = await open({}, broken);
    const [first, second] = [...adapter.pairs.values()];
    await expect(first!.read()).rejects.toMatchObject({ code: 'format/not-finite' });
    await expect(second!.read()).resolves.toMatchObject({ rank: 4 });
  });

  it('refuses A without B, and pickles', async () => {
    await expect(open({}, plain.slice(0, -1))).rejects.toMatchObject({ code: 'format/missing-tensor' });
    const pickle = memoryFiles({
      'adapter_config.json': adapterConfig(),
      'adapter_model.bin': new Uint8Array(8),
    });
    await expect(openAdapter(pickle, TINY)).rejects.toMatchObject({ code: 'format/unsupported-adapter' });
  });
});
