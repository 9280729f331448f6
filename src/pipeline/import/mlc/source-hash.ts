import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import { giveBack } from '../../../domain/io/give-back.ts';
import type { Hashing } from '../../../domain/io/hashing.ts';
import type { Quantization } from '../../../domain/model/quantization.ts';
import type { ImportPace } from '../import-progress.ts';
import { checkValues } from './check-values.ts';
import type { MlcShard } from './tensor-list.ts';

export interface SourceHash {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface HashedShards {
  readonly files: readonly SourceHash[];
  /** SHA-256 of each tensor's bytes by its name: what is read later to be copied must be the same. */
  readonly tensors: ReadonlyMap<string, string>;
}

/**
 * Reads every shard of an MLC folder once, one in memory at a time, and writes nothing: its hash for the manifest, its MD5
 * against the list's, and whether its tensors are numbers at all.
 * @throws ReadroomError `model/shard-hash-mismatch`, `format/…`; AbortError
 */
export async function hashShards(
  shards: readonly MlcShard[],
  quantization: Quantization,
  files: FileSet,
  hashing: Hashing,
  { gate, signal, onProgress }: ImportPace,
): Promise<HashedShards> {
  const totalBytes = shards.reduce((sum, { nbytes }) => sum + nbytes, 0);
  const hashed: SourceHash[] = [];
  const tensors = new Map<string, string>();
  let doneBytes = 0;
  for (const { path, nbytes, md5, tensors: records } of shards) {
    await gate.pass(signal);
    onProgress({ phase: 'hash', doneBytes, totalBytes, item: path });
    const source = files.open(path);
    if (source === null) throw new ReadroomError('format/missing-file', path);
    const bytes = await source.read(0, nbytes, signal);
    if (md5 !== null && (await hashing.md5(bytes)) !== md5)
      throw new ReadroomError('model/shard-hash-mismatch', `${path}: not the MD5 that its list names`);
    hashed.push({ name: path, bytes: nbytes, sha256: await hashing.sha256(bytes) });
    for (const tensor of records) {
      const own = bytes.subarray(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
      checkValues(tensor, own, quantization);
      tensors.set(tensor.name, await hashing.sha256(own));
    }
    giveBack(bytes);
    doneBytes += nbytes;
    onProgress({ phase: 'hash', doneBytes, totalBytes, item: path });
  }
  return { files: hashed, tensors };
}
