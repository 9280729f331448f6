import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { KnownAnswer } from '../domain/model/known-answer.ts';
import { computeKnownAnswer } from '../pipeline/reference/known-answer.ts';
import type { KnownAnswerCache } from '../platform/model-store/known-answer-cache.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { ByteProgress } from './rpc.ts';

/**
 * The known answer of an installed model: its manifest's, one that was computed here before, or computed now from
 * files whose hashes are checked as they are read.
 * @throws ReadroomError `store/not-installed`, `store/…`, `model/…`; AbortError between two matrices
 */
export async function answerInstalled(
  store: Pick<ModelStore, 'get' | 'readFile'>,
  cache: KnownAnswerCache,
  modelId: string,
  signal: AbortSignal,
  onProgress: (progress: ByteProgress) => void,
): Promise<KnownAnswer> {
  const installed = await store.get(modelId);
  if (!installed) throw new ReadroomError('store/not-installed', modelId);
  const { manifest } = installed;
  const known = manifest.knownAnswer ?? (await cache.get(installed));
  if (known) return known;
  const { totalBytes } = manifest;
  const answer = await computeKnownAnswer(
    manifest,
    { readFile: (path) => store.readFile(modelId, path) },
    {
      signal,
      onProgress: (done, total) =>
        onProgress({ doneBytes: Math.round((done / total) * totalBytes), totalBytes }),
    },
  );
  await cache.put(installed, answer);
  return answer;
}
