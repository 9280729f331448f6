import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PauseGate } from '../../domain/io/pause-gate.ts';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ManifestFile, ModelManifest } from '../../domain/model/manifest.ts';
import { computeKnownAnswer } from '../reference/known-answer.ts';

/**
 * The known answer of the shards that a build has written, read back from the sink: what an engine will get.
 * @throws ReadroomError `model/file-missing` when the sink keeps nothing, `model/shard-hash-mismatch` when it keeps
 * something else; AbortError
 */
export async function answerOfShards(
  model: Pick<ModelManifest, 'architecture' | 'quantization'>,
  files: readonly ManifestFile[],
  sink: ModelSink,
  hashing: Hashing,
  onShare: (share: number) => void,
  gate?: PauseGate,
  signal?: AbortSignal,
): Promise<KnownAnswer> {
  const readFile = async (path: string): Promise<Uint8Array> => {
    await gate?.pass(signal);
    const bytes = await sink.read(path);
    if (bytes === null) throw new ReadroomError('model/file-missing', path);
    const listed = files.find((file) => file.path === path);
    if ((await hashing.sha256(bytes)) !== listed?.sha256)
      throw new ReadroomError('model/shard-hash-mismatch', path);
    return bytes;
  };
  return computeKnownAnswer(
    model,
    { readFile },
    { signal, onProgress: (done, total) => onShare(done / total) },
  );
}
