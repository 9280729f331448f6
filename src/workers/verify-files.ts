import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { ModelManifest } from '../domain/model/manifest.ts';
import { tokenizerFacts } from '../pipeline/shards/tokenizer-facts.ts';
import type { TokenTable } from '../platform/engine/token-table.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { ByteProgress } from './rpc.ts';
import { tokenTable } from './token-table.ts';

/**
 * Checks every file of an installed model against its SHA-256, one file in memory at a time, and keeps only what turns
 * ids into text.
 * @throws ReadroomError `store/file-missing`, `model/…`; AbortError
 */
export async function verifyFiles(
  store: Pick<ModelStore, 'readFile'>,
  manifest: ModelManifest,
  signal: AbortSignal,
  onProgress: (progress: ByteProgress) => void,
): Promise<TokenTable> {
  const { totalBytes, architecture } = manifest;
  let table: TokenTable | null = null;
  let doneBytes = 0;
  onProgress({ doneBytes, totalBytes });
  for (const { path, role } of manifest.files) {
    signal.throwIfAborted();
    const bytes = await store.readFile(manifest.id, path);
    if (role === 'tokenizer') {
      table = tokenTable(
        tokenizerFacts(new TextDecoder().decode(bytes), architecture.vocabSize),
        architecture.vocabSize,
      );
    }
    doneBytes += bytes.length;
    onProgress({ doneBytes, totalBytes });
  }
  if (table === null) throw new ReadroomError('model/inconsistent', 'no tokenizer');
  return table;
}
