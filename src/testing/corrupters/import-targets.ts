import { parseMlcChatConfig } from '../../pipeline/import/mlc/chat-config-file.ts';
import { parseTensorList } from '../../pipeline/import/mlc/tensor-list.ts';
import { openArchive } from '../../platform/archive/open-archive.ts';
import { memorySource } from '../generators/memory-files.ts';
import type { Random } from '../generators/random.ts';
import { archiveBytes, foreignArchiveBytes } from '../library/archive-bytes.ts';
import { tinyMlcFiles } from '../library/tiny-mlc.ts';
import { tinyModelFiles } from '../library/tiny-model-files.ts';

/** As fuzz-targets.ts has them. */
interface ImportTarget {
  readonly name: string;
  valid(random: Random): Uint8Array;
  parse(bytes: Uint8Array): Promise<void>;
}

const folder = tinyMlcFiles(await tinyModelFiles('q4f16_1'));
const small = { 'a.bin': new Uint8Array(300).fill(7), 'b/c.json': new TextEncoder().encode('{"a": 1}') };
const archives = [await archiveBytes(small), await foreignArchiveBytes(small)];

function fileOf(name: string): () => Uint8Array {
  return () => (folder[name] ?? new Uint8Array()).slice();
}

/** What models that were made elsewhere come in. */
export const IMPORT_TARGETS: readonly ImportTarget[] = [
  {
    name: 'mlc-chat-config',
    valid: fileOf('mlc-chat-config.json'),
    parse: (bytes) => Promise.resolve(bytes).then((b) => void parseMlcChatConfig(b)),
  },
  {
    name: 'mlc-tensor-list',
    valid: fileOf('tensor-cache.json'),
    parse: (bytes) => Promise.resolve(bytes).then((b) => void parseTensorList(b, 'tensor-cache.json')),
  },
  {
    name: 'archive',
    valid: (random) => random.pick(archives).slice(),
    parse: async (bytes) => {
      const files = await openArchive(memorySource('model.zip', bytes));
      for (const name of files.names) {
        const source = files.open(name);
        await source?.read(0, source.size);
      }
    },
  },
];
