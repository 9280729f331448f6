import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { ModelConfigSchema } from '../../domain/model/model-config.ts';
import { memoryFiles } from '../../testing/generators/memory-files.ts';
import { ADAPTER, BASE, GGUF, inspect, tensors } from '../../testing/generators/merge-folders.ts';
import { memorySink, testHashing, TINY_BUILD } from '../../testing/generators/tiny-build.ts';
import { tinyConfig, tinyGguf } from '../../testing/generators/tiny-llama.ts';
import { TINY_SPECIAL, tinyVocabulary } from '../../testing/generators/tiny-tokenizer.ts';
import { buildModel } from '../build/build-model.ts';
import { inspectMerge } from './inspect-merge.ts';

describe('inspectMerge', () => {
  it('describes a base and an adapter and derives a config that builds to the size it said', async () => {
    const found = await inspect(BASE, ADAPTER);
    expect(found.problems).toEqual([]);
    expect(found.base).toMatchObject({
      format: 'safetensors',
      architecture: TINY_BUILD,
      name: 'My folder',
      licence: null,
      tokenizer: 'file',
      dtypes: ['F16', 'F32'],
    });
    expect(found.base?.files.map(({ name }) => name)).toEqual(['model.safetensors', 'tokenizer.json']);
    expect(found.adapter).toMatchObject({
      madeFor: 'example/tiny',
      rank: 4,
      alpha: 8,
      rsLora: false,
      modules: [
        { name: 'q_proj', layers: 2 },
        { name: 'v_proj', layers: 2 },
      ],
      replaced: [],
      tensors: 8,
    });
    expect(found.specialTokens).toEqual(TINY_SPECIAL);
    expect(found.templateFrom).toBe('vocabulary');
    const config = v.parse(ModelConfigSchema, found.suggestion);
    expect(config.id).toBe(`my-folder-${found.adapter!.sha256.slice(0, 8)}`);
    for (const quantization of config.quantizations) {
      const { manifest } = await buildModel({
        config,
        quantization,
        base: memoryFiles(BASE),
        adapter: memoryFiles(ADAPTER),
        sink: memorySink(),
        hashing: testHashing,
        withKnownAnswer: false,
      });
      expect(manifest.totalBytes).toBe(found.outputBytes[quantization]);
      const shards = manifest.files.filter(({ role }) => role === 'shard');
      expect(shards.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(found.weightBytes[quantization]);
    }
  });

  it('takes name, licence, template and tokenizer from a GGUF alone', async () => {
    const found = await inspect({ 'some-file.Q8_0.gguf': GGUF });
    expect(found.problems).toEqual([]);
    expect(found.base).toMatchObject({ name: 'tiny', licence: 'apache-2.0', tokenizer: 'gguf' });
    expect(found.suggestion).toMatchObject({ id: 'tiny', chatTemplate: { name: 'chatml' } });
    expect(found.templateFrom).toBe('files');
  });

  it.each([
    ['SmolLM2-135M-Instruct.Q4_1.gguf', 'SmolLM2-135M-Instruct'],
    ['SmolLM2-135M-Instruct-Q4_K_M.gguf', 'SmolLM2-135M-Instruct'],
    ['smollm2.gguf', 'smollm2'],
    ['some-file.Q8_0.gguf', 'Smollm2 135M 8k Lc100K Mix1 Ep2'],
    ['smo.gguf', 'Smollm2 135M 8k Lc100K Mix1 Ep2'],
  ])('names a GGUF that calls itself by its training run, %s: %s', async (file, name) => {
    const gguf = tinyGguf(TINY_BUILD, tensors, {
      ...tinyVocabulary(),
      'general.name': 'Smollm2 135M 8k Lc100K Mix1 Ep2',
      'tokenizer.ggml.eos_token_id': 2,
    });
    expect((await inspect({ [file]: gguf })).base?.name).toBe(name);
  });

  it('takes name, licence and template from the small files beside safetensors', async () => {
    const found = await inspect({
      ...BASE,
      'config.json': { ...tinyConfig(TINY_BUILD), _name_or_path: '/home/someone/org/Small-Model' },
      'README.md':
        '---\nlanguage: en\nlicense: other\nlicense_name: "own-licence"\n---\n# Small\nlicense: mit\n',
      'tokenizer_config.json': { chat_template: [{ name: 'default', template: '<|im_start|>' }] },
    });
    expect(found.base).toMatchObject({ name: 'Small-Model', licence: 'own-licence' });
    expect(found.templateFrom).toBe('files');
  });

  it('prefers the template that came with the adapter, which was trained with it', async () => {
    const base = { ...BASE, 'tokenizer_config.json': { chat_template: '<|im_start|>' } };
    const found = await inspect(base, { ...ADAPTER, 'chat_template.jinja': '### Instruction:' });
    expect(found.suggestion?.chatTemplate).toMatchObject({ name: 'alpaca', stop: ['<|endoftext|>'] });
  });

  it('is not hindered by a broken model card', async () => {
    const broken = { ...BASE, 'tokenizer_config.json': '{"chat_template": ', 'README.md': '---\nlicense:\n' };
    expect((await inspect(broken)).problems).toEqual([]);
  });
});

describe('inspectMerge and files that misbehave', () => {
  const failing = (error: () => Error): FileSet => ({
    names: ['model.gguf'],
    open: (name) => ({ name, size: 1000, read: () => Promise.reject(error()) }),
  });

  it('turns a failure that nobody expected into a problem without quoting it', async () => {
    const base = failing(() => new TypeError('findings: secret'));
    const found = await inspectMerge({ base, baseLabel: 'x', adapter: null }, testHashing);
    expect(found.problems).toEqual([
      { where: 'base', error: { code: 'app/unexpected', detail: 'TypeError' } },
    ]);
  });

  it('stops at once when it is no longer wanted', async () => {
    const controller = new AbortController();
    controller.abort();
    const base = memoryFiles(BASE);
    await expect(
      inspectMerge({ base, baseLabel: 'x', adapter: null }, testHashing, controller.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
