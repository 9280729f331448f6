import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import { inspectMerge } from '../../pipeline/recognise/inspect-merge.ts';
import { memoryFiles } from './memory-files.ts';
import { createRandom } from './random.ts';
import { adapterConfig, adapterFolder, adapterTensors } from './tiny-adapter.ts';
import { testHashing, TINY_BUILD } from './tiny-build.ts';
import { tinyFolder, tinyGguf, tinyTensors } from './tiny-llama.ts';
import { tinyTokenizerJson, tinyVocabulary } from './tiny-tokenizer.ts';

export type Folder = Record<string, Uint8Array | string | object>;

export const tensors = tinyTensors(createRandom(3), TINY_BUILD, 'F16');
export const BASE: Folder = { ...tinyFolder(TINY_BUILD, tensors), 'tokenizer.json': tinyTokenizerJson() };
export const isQv = (module: string): number | null => (/[qv]_proj$/.test(module) ? 4 : null);
export const ADAPTER: Folder = adapterFolder(
  adapterConfig(),
  adapterTensors(createRandom(4), TINY_BUILD, isQv),
);
export const GGUF = tinyGguf(TINY_BUILD, tensors, {
  ...tinyVocabulary(),
  'general.license': 'apache-2.0',
  'tokenizer.chat_template': "{{ '<|im_start|>' }}",
  'tokenizer.ggml.eos_token_id': 2,
});

export const inspect = (
  base: Folder,
  adapter: Folder | null = null,
  label = 'My folder',
): Promise<MergeInspection> =>
  inspectMerge(
    { base: memoryFiles(base), baseLabel: label, adapter: adapter && memoryFiles(adapter) },
    testHashing,
  );
export const without = (folder: Folder, ...names: string[]): Folder =>
  Object.fromEntries(Object.entries(folder).filter(([name]) => !names.includes(name)));
export const codes = ({ problems }: MergeInspection): string[] =>
  problems.map(({ where, error }) => `${where}: ${error.code}`);
