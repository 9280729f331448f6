import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../testing/generators/memory-files.ts';
import { librariesBeside, recogniseImport } from './recognise-import.ts';

const files = (...names: string[]) => memoryFiles(Object.fromEntries(names.map((name) => [name, name])));
const ours = ['manifest.json', 'mlc-chat-config.json', 'tensor-cache.json', 'params_shard_0.bin'];
const libraries = ['index.json', 'a.wasm'];
const inside = (folder: string, names: readonly string[]) => names.map((name) => `${folder}/${name}`);

describe('what was chosen is recognised by names alone', () => {
  it.each([
    ['a model of ours', ours, 'readroom'],
    ['one in a folder', inside('usb/models/x', ours), 'readroom'],
    ['one beside something else', ['photo.jpg', ...inside('x', ours)], 'readroom'],
    ['one with its libraries', [...ours, ...inside('model-libs', libraries)], 'readroom'],
    ['MLC’s', ['mlc-chat-config.json', 'ndarray-cache.json', 'params_shard_0.bin', 'tokenizer.json'], 'mlc'],
    ['libraries', libraries, 'libraries'],
    ['libraries in their folder', inside('model-libs', libraries), 'libraries'],
  ] as const)('%s', (_, names, kind) => {
    const found = recogniseImport(files(...names));
    expect(found.kind).toBe(kind);
    const marker = kind === 'libraries' ? 'index.json' : 'mlc-chat-config.json';
    expect(found.files.open(marker)).not.toBeNull();
  });

  it.each([
    ['nothing', [], 'no file'],
    ['a base', ['model.gguf'], 'a base model: use Merge'],
    [
      'a base in a folder',
      ['x/model-00001-of-00002.safetensors', 'x/config.json'],
      'a base model: use Merge',
    ],
    [
      'an adapter',
      ['adapter_config.json', 'adapter_model.safetensors'],
      'an adapter: use Merge, with its base model',
    ],
    [
      'an unfinished build',
      ['build-journal.json', 'params_shard_0.bin'],
      'a model whose build has not finished',
    ],
    [
      'bare weights',
      ['params_shard_0.bin'],
      'a model’s weights without their manifest.json or mlc-chat-config.json',
    ],
    ['a chat config alone', ['mlc-chat-config.json'], 'a model without its list of tensors'],
    ['a library alone', ['a.wasm'], 'a model library without its index.json'],
    ['an index without libraries', ['index.json'], 'no known file name'],
    ['two archives', ['a.zip', 'b.zip'], 'an archive among other files: choose it alone'],
    ['holiday pictures', ['a.jpg'], 'no known file name'],
    [
      'several models',
      [...inside('a', ours), ...inside('b', ours)],
      'several: a/, b/; choose one of these folders',
    ],
  ] as const)('%s is none, and told what it looks like', (_, names, detail) => {
    expect(() => recogniseImport(files(...names))).toThrow(`library/nothing-here: ${detail}`);
  });

  it('finds the libraries that lie beside a model, and only these', () => {
    expect(librariesBeside(files(...ours))).toBeNull();
    const beside = librariesBeside(files(...ours, ...inside('model-libs', libraries)));
    expect(beside?.names).toEqual(libraries);
    expect(beside?.open('a.wasm')?.name).toBe('model-libs/a.wasm');
  });
});
