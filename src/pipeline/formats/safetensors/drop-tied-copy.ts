import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { sameShape } from '../check-tensors.ts';
import type { StoredTensor } from '../tensor-source.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Some exporters write `lm_head.weight` although it is tied to the embeddings. A bit-equal copy is dropped; another
 * tensor contradicts config.json, and guessing which one is meant would give a model that talks nonsense.
 * @throws ReadroomError `format/bad-config`
 */
export async function dropTiedCopy(tensors: Map<string, StoredTensor>, signal?: AbortSignal): Promise<void> {
  const head = tensors.get('lm_head.weight');
  const embedding = tensors.get('model.embed_tokens.weight');
  if (head === undefined || embedding === undefined) return;
  if (!(await sameBytes(head, embedding, signal))) {
    throw new ReadroomError('format/bad-config', 'tie_word_embeddings is true but lm_head.weight differs');
  }
  tensors.delete('lm_head.weight');
}

async function sameBytes(a: StoredTensor, b: StoredTensor, signal?: AbortSignal): Promise<boolean> {
  if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  for (let at = 0; at < a.nbytes; at += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, a.nbytes - at);
    const [left, right] = await Promise.all([
      a.source.read(a.offset + at, length, signal),
      b.source.read(b.offset + at, length, signal),
    ]);
    for (let i = 0; i < length; i++) if (left[i] !== right[i]) return false;
  }
  return true;
}
