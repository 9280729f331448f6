import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { ImportPace, ImportProgress } from './import-progress.ts';
import type { OpenedModel } from './open-readroom.ts';

type Shard = OpenedModel['shards'][number];

/** Hashes every shard where it lies and writes nothing. @throws ReadroomError `model/…`, `format/…`; AbortError */
export async function checkShards(
  model: OpenedModel,
  files: FileSet,
  hashing: Hashing,
  pace: ImportPace,
): Promise<void> {
  const told = teller('verify', model, pace);
  for (const shard of model.shards) {
    await pace.gate.pass(pace.signal);
    giveBack(await readShard(files, shard, hashing, pace.signal));
    told(shard.path, shard.bytes);
  }
}

/**
 * Which shards are already where they shall be, whole; each is hashed again, since a row proves nothing.
 * @throws ReadroomError `model/inconsistent` when tensor-cache.json says otherwise of such a shard
 */
export async function shardsHere(
  model: OpenedModel,
  sink: ModelSink,
  hashing: Hashing,
  pace: ImportPace,
): Promise<ReadonlySet<string>> {
  const told = teller('resume', model, pace);
  const here = new Set<string>();
  for (const shard of model.shards) {
    const { path, bytes: size, sha256 } = shard;
    await pace.gate.pass(pace.signal);
    const bytes = await sink.read(path);
    if (bytes === null) continue;
    if (bytes.length === size && (await hashing.sha256(bytes)) === sha256) {
      await checkMd5(shard, bytes, hashing);
      here.add(path);
    }
    giveBack(bytes);
    told(path, size);
  }
  return here;
}

/**
 * Copies a model of ours, one shard in memory at a time, each checked against its hash before it is written; the
 * manifest comes last. `here` is not copied again.
 * @param beforeListing what the model needs beside itself, once all of it has been seen to be sound
 * @throws ReadroomError `model/…`, `format/…`, the sink's own; AbortError
 */
export async function copyReadroom(
  model: OpenedModel,
  files: FileSet,
  sink: ModelSink,
  hashing: Hashing,
  here: ReadonlySet<string>,
  beforeListing: () => Promise<void>,
  pace: ImportPace,
): Promise<void> {
  const told = teller('copy', model, pace);
  for (const shard of model.shards) {
    await pace.gate.pass(pace.signal);
    if (!here.has(shard.path)) {
      const bytes = await readShard(files, shard, hashing, pace.signal);
      pace.signal?.throwIfAborted();
      await sink.write(shard.path, bytes, shard.sha256);
      giveBack(bytes);
    }
    told(shard.path, shard.bytes);
  }
  await pace.gate.pass(pace.signal);
  for (const { path, bytes } of model.small) {
    await sink.write(path, bytes);
    told(path, bytes.length);
  }
  await beforeListing();
  await sink.write(MANIFEST, model.manifestBytes);
}

async function readShard(
  files: FileSet,
  shard: Shard,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { path, bytes: size, sha256 } = shard;
  const source = files.open(path);
  if (source === null) throw new ReadroomError('model/file-missing', path);
  const bytes = await source.read(0, size, signal);
  if ((await hashing.sha256(bytes)) !== sha256) throw new ReadroomError('model/shard-hash-mismatch', path);
  await checkMd5(shard, bytes, hashing);
  return bytes;
}

async function checkMd5({ path, md5 }: Shard, bytes: Uint8Array, hashing: Hashing): Promise<void> {
  if ((await hashing.md5(bytes)) !== md5)
    throw new ReadroomError('model/inconsistent', `${path}: tensor-cache.json names another MD5`);
}

function teller(
  phase: ImportProgress['phase'],
  { manifest }: OpenedModel,
  { onProgress }: ImportPace,
): (item: string, bytes: number) => void {
  const { totalBytes } = manifest;
  let doneBytes = 0;
  onProgress({ phase, doneBytes, totalBytes, item: '' });
  return (item, bytes) => {
    doneBytes += bytes;
    onProgress({ phase, doneBytes, totalBytes, item });
  };
}
