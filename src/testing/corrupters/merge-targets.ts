import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createTokenCodec } from '../../pipeline/tokenizer/token-codec.ts';
import { tokenizerFromGguf } from '../../pipeline/tokenizer/tokenizer-from-gguf.ts';
import { writeGguf } from '../generators/gguf-file.ts';
import { memorySource, toBytes } from '../generators/memory-files.ts';
import { ADAPTER, BASE, inspect, type Folder } from '../generators/merge-folders.ts';
import { tinyTokenizerJson, tinyVocabulary } from '../generators/tiny-tokenizer.ts';
import { TINY_BUILD } from '../generators/tiny-build.ts';
import { tinyGguf, tinyTensors } from '../generators/tiny-llama.ts';
import { sentencePieceVocabulary } from '../generators/tiny-sentencepiece.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** An inspection never throws for a bad file; its problems are thrown here as the typed errors that they are. */
async function inspected(base: Folder, adapter: Folder | null): Promise<void> {
  const { problems } = await inspect(base, adapter);
  const [first] = problems;
  if (first === undefined) return;
  const unexpected = problems.find(({ error }) => error.code === 'app/unexpected');
  if (unexpected !== undefined) throw new Error(unexpected.error.detail);
  throw ReadroomError.fromTransfer(first.error);
}

/** What recognises chosen files before a merge. */
export const MERGE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'sentencepiece-tokenizer',
    valid: () => writeGguf(sentencePieceVocabulary(), []),
    parse: async (bytes) => {
      createTokenCodec(await tokenizerFromGguf(memorySource('base.gguf', bytes))).count('ab lung</s>');
    },
  },
  {
    name: 'merge-of-gguf',
    valid: (random) => tinyGguf(TINY_BUILD, tinyTensors(random, TINY_BUILD, 'Q8_0'), tinyVocabulary()),
    parse: (bytes) => inspected({ 'base.gguf': bytes }, ADAPTER),
  },
  {
    name: 'merge-with-tokenizer',
    valid: () => toBytes(tinyTokenizerJson()),
    parse: (bytes) => inspected({ ...BASE, 'tokenizer.json': bytes }, null),
  },
  {
    name: 'merge-with-adapter',
    valid: () => ADAPTER['adapter_model.safetensors'] as Uint8Array,
    parse: (bytes) => inspected(BASE, { ...ADAPTER, 'adapter_model.safetensors': bytes }),
  },
];
