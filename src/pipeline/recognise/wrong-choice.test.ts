import { describe, expect, it } from 'vitest';
import {
  ADAPTER,
  BASE,
  codes,
  GGUF,
  inspect,
  isQv,
  tensors,
  without,
  type Folder,
} from '../../testing/generators/merge-folders.ts';
import { createRandom } from '../../testing/generators/random.ts';
import { adapterConfig, adapterFolder, adapterTensors } from '../../testing/generators/tiny-adapter.ts';
import { TINY_BUILD } from '../../testing/generators/tiny-build.ts';
import { tinyConfig, tinyFolder, tinyGguf, tinyTensors } from '../../testing/generators/tiny-llama.ts';
import { tinyTokenizerJson } from '../../testing/generators/tiny-tokenizer.ts';

const big = { ...TINY_BUILD, layers: 3 };
const wide = { ...TINY_BUILD, hiddenSize: 64 };

describe('what people choose wrongly', () => {
  it.each<[string, Folder, string]>([
    ['an adapter', ADAPTER, 'library/adapter-as-base'],
    [
      'a GGUF adapter',
      { 'a.gguf': tinyGguf(TINY_BUILD, tensors, { 'general.type': 'adapter' }) },
      'library/adapter-as-base',
    ],
    ['a finished model', { 'mlc-chat-config.json': {}, 'params_shard_0.bin': 'x' }, 'library/finished-model'],
    ['two GGUF files', { 'a.gguf': GGUF, 'b.gguf': GGUF }, 'library/several-bases'],
    ['one part of a split GGUF', { 'm-00002-of-00003.gguf': GGUF }, 'library/split-gguf'],
    ['PyTorch weights', { 'config.json': {}, 'pytorch_model.bin': 'x' }, 'library/pickled-weights'],
    ['ONNX weights', { 'config.json': {}, 'model.onnx': 'x' }, 'library/other-format'],
    [
      'the folder above',
      { 'model/config.json': {}, 'model/model.safetensors': 'x' },
      'library/deeper-folder',
    ],
    ['photographs', { 'holiday.jpg': 'x' }, 'library/nothing-here'],
    ['nothing', {}, 'library/nothing-here'],
    [
      'an index without its files',
      { 'config.json': {}, 'model.safetensors.index.json': {} },
      'format/missing-file',
    ],
    ['weights without config.json', without(BASE, 'config.json'), 'format/missing-file'],
    ['a picture named .gguf', { 'a.gguf': 'GIF89a, but longer' }, 'format/unrecognised'],
    ['an empty GGUF', { 'a.gguf': '' }, 'format/truncated'],
    ['a GGUF cut in the middle', { 'a.gguf': GGUF.subarray(0, GGUF.length - 100) }, 'format/truncated'],
    [
      'another family',
      { ...BASE, 'config.json': { ...tinyConfig(TINY_BUILD), model_type: 'gemma' } },
      'format/unsupported-architecture',
    ],
    [
      'GPTQ weights',
      { ...BASE, 'config.json': { ...tinyConfig(TINY_BUILD), quantization_config: { bits: 4 } } },
      'format/unsupported-architecture',
    ],
  ])('as base: %s', async (_, folder, code) => {
    const found = await inspect(folder);
    expect(codes(found)).toEqual([`base: ${code}`]);
    expect(found.suggestion).toBeNull();
  });

  it('names the file of a sharded checkpoint that is not there', async () => {
    const index = {
      weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
    };
    const found = await inspect({
      'config.json': tinyConfig(TINY_BUILD),
      'model.safetensors.index.json': index,
      'model-00001-of-00002.safetensors': 'x',
    });
    expect(found.problems).toMatchObject([
      { where: 'base', error: { code: 'format/missing-file', detail: '"model-00002-of-00002.safetensors"' } },
    ]);
  });

  it.each<[string, Folder, string]>([
    ['missing', without(BASE, 'tokenizer.json'), 'pipeline/missing-tokenizer'],
    [
      'SentencePiece only',
      { ...without(BASE, 'tokenizer.json'), 'tokenizer.model': 'x' },
      'pipeline/missing-tokenizer',
    ],
    ['cut', { ...BASE, 'tokenizer.json': '{"model": ' }, 'format/bad-header'],
    [
      'of a larger vocabulary',
      {
        ...tinyFolder(
          { ...TINY_BUILD, vocabSize: 200 },
          tinyTensors(createRandom(1), { ...TINY_BUILD, vocabSize: 200 }, 'F16'),
        ),
        'tokenizer.json': tinyTokenizerJson(),
      },
      'format/bad-tokenizer',
    ],
    [
      'of a smaller vocabulary',
      {
        ...tinyFolder(
          { ...TINY_BUILD, vocabSize: 4096 },
          tinyTensors(createRandom(1), { ...TINY_BUILD, vocabSize: 4096 }, 'F16'),
        ),
        'tokenizer.json': tinyTokenizerJson(),
      },
      'format/bad-tokenizer',
    ],
    [
      'without special tokens',
      { ...BASE, 'tokenizer.json': tinyTokenizerJson({ added_tokens: [] }) },
      'library/no-end-token',
    ],
    [
      'a word list',
      { ...BASE, 'tokenizer.json': tinyTokenizerJson({ model: { type: 'WordPiece' } }) },
      'format/unsupported-tokenizer',
    ],
  ])('a tokenizer that is %s', async (_, folder, code) => {
    const found = await inspect(folder, ADAPTER);
    expect(codes(found)).toEqual([`tokenizer: ${code}`]);
    expect(found.base?.architecture.hiddenSize).toBe(32);
    expect(found.adapter?.tensors).toBe(8);
    expect(found.suggestion).toBeNull();
  });

  it('a GGUF whose vocabulary cannot be rebuilt works with its tokenizer.json beside it', async () => {
    const sentencePiece = tinyGguf(TINY_BUILD, tensors, { 'tokenizer.ggml.model': 'rwkv' });
    expect(codes(await inspect({ 'a.gguf': sentencePiece }))).toEqual([
      'tokenizer: format/unsupported-tokenizer',
    ]);
    const found = await inspect({ 'a.gguf': sentencePiece, 'tokenizer.json': tinyTokenizerJson() });
    expect(found.problems).toEqual([]);
    expect(found.suggestion?.tokenizer).toEqual({ kind: 'file' });
  });

  it.each<[string, Folder, string]>([
    ['a whole model', BASE, 'library/base-as-adapter'],
    ['a GGUF', { 'a.gguf': GGUF }, 'library/base-as-adapter'],
    [
      'a pickled adapter',
      { 'adapter_config.json': adapterConfig(), 'adapter_model.bin': 'x' },
      'library/pickled-weights',
    ],
    [
      'the folder above',
      { 'run/adapter_config.json': adapterConfig(), 'run/adapter_model.safetensors': 'x' },
      'library/deeper-folder',
    ],
    ['photographs', { 'holiday.jpg': 'x' }, 'library/nothing-here'],
    ['weights without their config', without(ADAPTER, 'adapter_config.json'), 'format/missing-file'],
    ['a config without its weights', without(ADAPTER, 'adapter_model.safetensors'), 'format/missing-file'],
    [
      'DoRA',
      { ...ADAPTER, 'adapter_config.json': adapterConfig({ use_dora: true }) },
      'format/unsupported-adapter',
    ],
    [
      'cut weights',
      {
        ...ADAPTER,
        'adapter_model.safetensors': (ADAPTER['adapter_model.safetensors'] as Uint8Array).subarray(0, 900),
      },
      'format/truncated',
    ],
    [
      'one for a wider base',
      adapterFolder(adapterConfig(), adapterTensors(createRandom(5), wide, isQv)),
      'format/adapter-mismatch',
    ],
    [
      'one for a deeper base',
      adapterFolder(adapterConfig(), adapterTensors(createRandom(5), big, isQv)),
      'format/adapter-mismatch',
    ],
  ])('as adapter: %s', async (_, folder, code) => {
    const found = await inspect(BASE, folder);
    expect(codes(found)).toEqual([`adapter: ${code}`]);
    expect(found.base).not.toBeNull();
  });

  it('an adapter of a shallower base is for another base, not an incomplete file', async () => {
    const base = {
      ...tinyFolder(big, tinyTensors(createRandom(1), big, 'F16')),
      'tokenizer.json': tinyTokenizerJson(),
    };
    const found = await inspect(base, ADAPTER);
    expect(found.problems).toMatchObject([
      {
        where: 'adapter',
        error: {
          code: 'format/adapter-mismatch',
          detail: 'it has 2 layers, the base 3; made for example/tiny',
        },
      },
    ]);
  });

  it('an adapter for another base tells which base it was made for', async () => {
    const wider = adapterFolder(adapterConfig(), adapterTensors(createRandom(5), wide, isQv));
    const [problem] = (await inspect(BASE, wider)).problems;
    expect(problem?.error.detail).toMatch(/; made for example\/tiny$/);
  });

  it('tells what is wrong with both at once', async () => {
    expect(codes(await inspect(ADAPTER, BASE))).toEqual([
      'base: library/adapter-as-base',
      'adapter: library/base-as-adapter',
    ]);
  });

  it('matrices that no format fits', async () => {
    const odd = { ...TINY_BUILD, hiddenSize: 40, headDim: 10 };
    const base = {
      ...tinyFolder(odd, tinyTensors(createRandom(1), odd, 'F16')),
      'tokenizer.json': tinyTokenizerJson(),
    };
    expect(codes(await inspect(base))).toEqual(['base: pipeline/unsupported-shape']);
  });
});
