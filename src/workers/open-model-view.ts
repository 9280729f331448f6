import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { tokenizerFacts } from '../pipeline/shards/tokenizer-facts.ts';
import { createGgufView } from '../pipeline/view/gguf-view.ts';
import type { ModelView } from '../platform/engine/wllama/create-wllama-engine.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { ByteProgress } from './rpc.ts';
import { wordVocabulary } from './word-vocabulary.ts';
import { tokenTable } from './token-table.ts';

/**
 * Checks every file of an installed model against its recorded SHA-256 and derives llama.cpp's file from the shards.
 * Each piece goes into a Blob at once, which the browser keeps outside this worker's heap.
 * @throws ReadroomError `store/not-installed`, `store/file-missing`, `model/…`; AbortError
 */
export async function openModelView(
  store: Pick<ModelStore, 'get' | 'readFile'>,
  modelId: string,
  signal: AbortSignal,
  onProgress: (progress: ByteProgress) => void,
): Promise<ModelView> {
  const installed = await store.get(modelId);
  if (!installed) throw new ReadroomError('store/not-installed', modelId);
  const { manifest } = installed;
  const checked = new Set<string>();
  let doneBytes = 0;

  const readFile = async (path: string): Promise<Uint8Array> => {
    signal.throwIfAborted();
    const bytes = await store.readFile(modelId, path);
    if (!checked.has(path)) {
      checked.add(path);
      doneBytes += bytes.length;
      onProgress({ doneBytes, totalBytes: manifest.totalBytes });
    }
    return bytes;
  };

  const tokenizer = manifest.files.find(({ role }) => role === 'tokenizer');
  if (!tokenizer) throw new ReadroomError('model/inconsistent', 'no tokenizer');
  const { vocabSize } = manifest.architecture;
  const facts = tokenizerFacts(new TextDecoder().decode(await readFile(tokenizer.path)), vocabSize);
  const view = await createGgufView({ manifest, readFile }, wordVocabulary);
  const pieces: Blob[] = [];
  for await (const part of view.parts(signal)) pieces.push(new Blob([part as BlobPart]));
  // What this engine does not read is checked all the same: a damaged model is found at load, whichever engine runs.
  for (const { path } of manifest.files) if (!checked.has(path)) await readFile(path);
  return { gguf: new Blob(pieces), tokens: tokenTable(facts, vocabSize) };
}
