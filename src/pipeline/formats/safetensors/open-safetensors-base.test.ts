import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../testing/generators/memory-files.ts';
import { createRandom } from '../../../testing/generators/random.ts';
import { writeSafetensors } from '../../../testing/generators/safetensors-file.ts';
import { TINY, tinyConfig, tinyFolder, tinyTensors } from '../../../testing/generators/tiny-llama.ts';
import { openSafetensorsBase } from './open-safetensors-base.ts';

const UNTIED = { ...TINY, tieWordEmbeddings: false };
const tensors = tinyTensors(createRandom(3), TINY, 'BF16');
const config = tinyConfig(TINY);
const split = {
  'config.json': config,
  'model-1.safetensors': writeSafetensors(tensors.slice(0, 5)),
  'model-2.safetensors': writeSafetensors(tensors.slice(5)),
  'model.safetensors.index.json': {
    weight_map: Object.fromEntries(
      tensors.map(({ name }, i) => [name, `model-${i < 5 ? 1 : 2}.safetensors`]),
    ),
  },
};

const open = (files: Record<string, Uint8Array | object>): ReturnType<typeof openSafetensorsBase> =>
  openSafetensorsBase(memoryFiles(files));

describe('openSafetensorsBase', () => {
  it.each([
    ['one file', tinyFolder(TINY, tensors)],
    ['several files', split],
  ])('reads every weight from %s, whole and in parts', async (_, files) => {
    const base = await open(files);
    expect(base.architecture).toEqual(TINY);
    for (const { name, shape, values } of tensors) {
      const [rows = 1, columns] = shape;
      const width = columns ?? rows;
      const out = new Float32Array(values.length);
      await base.readRows(name, 0, columns === undefined ? 1 : rows, out);
      expect(out).toEqual(values);
      if (columns === undefined) continue;
      const part = new Float32Array(width);
      await base.readRows(name, rows - 1, 1, part);
      expect(part).toEqual(values.slice(-width));
    }
  });

  it('reads untied models and drops a bit-equal copy of tied embeddings', async () => {
    const untied = tinyTensors(createRandom(4), UNTIED, 'F16');
    expect((await open(tinyFolder(UNTIED, untied))).tensors.has('lm_head.weight')).toBe(true);
    const copy = { ...tensors[0]!, name: 'lm_head.weight' };
    expect((await open(tinyFolder(TINY, [...tensors, copy]))).tensors.has('lm_head.weight')).toBe(false);
    await expect(open(tinyFolder(TINY, untied))).rejects.toMatchObject({ code: 'format/bad-config' });
  });

  it('takes no notice of saved rotary frequencies', async () => {
    const extra = {
      name: 'model.layers.0.self_attn.rotary_emb.inv_freq',
      dtype: 'F32',
      shape: [1],
      bytes: new Uint8Array(4),
    };
    expect((await open(tinyFolder(TINY, [...tensors, extra]))).tensors.has(extra.name)).toBe(false);
  });

  it.each([
    ['a missing tensor', tinyFolder(TINY, tensors.slice(1)), 'format/missing-tensor', 'embed_tokens'],
    [
      'an unknown tensor',
      tinyFolder(TINY, [
        ...tensors,
        { name: 'model.layers.0.mystery', dtype: 'F16', shape: [1], bytes: new Uint8Array(2) },
      ]),
      'format/unknown-tensor',
      'mystery',
    ],
    [
      'other shapes',
      { ...tinyFolder(TINY, tensors), 'config.json': { ...config, num_key_value_heads: 1 } },
      'format/wrong-shape',
      'k_proj',
    ],
    ['a missing file', { ...split, 'model-2.safetensors': undefined }, 'format/missing-file', 'model-2'],
    [
      'a tensor in no file',
      { ...split, 'model-1.safetensors': writeSafetensors(tensors.slice(1, 5)) },
      'format/missing-tensor',
      'model-1',
    ],
    [
      'a tensor in the wrong file',
      { ...split, 'model-1.safetensors': writeSafetensors(tensors.slice(0, 6)) },
      'format/unknown-tensor',
      'model-1',
    ],
    ['no weights', { 'config.json': config }, 'format/missing-file', 'model.safetensors'],
  ])('refuses %s by its name', async (_, files, code, detail) => {
    const present = Object.entries(files).filter((item): item is [string, object] => item[1] !== undefined);
    await expect(open(Object.fromEntries(present))).rejects.toMatchObject({
      code,
      detail: expect.stringContaining(detail) as string,
    });
  });

  it('names the tensor that is not finite', async () => {
    const broken = tensors.map((tensor) => ({ ...tensor, bytes: tensor.bytes.slice() }));
    broken[2]!.bytes.set([0x80, 0x7f], 6);
    const base = await open(tinyFolder(TINY, broken));
    const { name, values } = broken[2]!;
    await expect(base.readRows(name, 0, 32, new Float32Array(values.length))).rejects.toMatchObject({
      code: 'format/not-finite',
      detail: expect.stringContaining(name) as string,
    });
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort();
    await expect(openSafetensorsBase(memoryFiles(split), signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
