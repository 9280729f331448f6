import { MANIFEST } from '../../../domain/model/manifest.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import { giveBack } from '../../../domain/io/give-back.ts';
import type { Hashing } from '../../../domain/io/hashing.ts';
import type { ModelSink } from '../../../domain/io/model-sink.ts';
import type { ManifestFile, ModelManifest } from '../../../domain/model/manifest.ts';
import { createManifest } from '../../build/create-manifest.ts';
import { isFinished, readEarlierBuild } from '../../build/earlier-build.ts';
import { computeKnownAnswer } from '../../reference/known-answer.ts';
import { jsonBytes } from '../../shards/json-bytes.ts';
import { smallFiles } from '../../shards/model-files.ts';
import type { PlannedShard } from '../../shards/shard-plan.ts';
import type { ImportPace } from '../import-progress.ts';
import type { OpenedMlc } from './open-mlc.ts';
import { readTensor } from './read-tensor.ts';
import type { HashedShards } from './source-hash.ts';

/**
 * Makes a model of ours of an MLC folder: its tensors, bit for bit, in the shards that our plan calls for, then small
 * files, a known answer and a manifest made here. One of our shards is in memory at a time; one that is already here and
 * the same is not written again.
 * @param beforeListing what the model needs beside itself, once all of it has been seen to be sound
 * @throws ReadroomError `format/…`, `model/…`, the sink's own; AbortError
 */
export async function importMlc(
  model: OpenedMlc,
  hashed: HashedShards,
  files: FileSet,
  sink: ModelSink,
  hashing: Hashing,
  beforeListing: () => Promise<void>,
  pace: ImportPace,
): Promise<ModelManifest> {
  const { plan, config, quantization } = model;
  const earlier = await readEarlierBuild(sink);
  const same = (one: ModelManifest): ModelManifest => manifestOf(model, hashed, one.files, one.knownAnswer);
  const told = resumed(plan.nbytes, pace);
  // It is here already and whole: nothing is written, and what a person noted about it stays as it is.
  if (
    earlier.manifest !== null &&
    (await isFinished(earlier, same, sink, hashing, told, pace.signal, pace.gate))
  ) {
    await beforeListing();
    return earlier.manifest;
  }
  const listed: ManifestFile[] = [];
  const md5: string[] = [];
  let doneBytes = 0;
  for (const shard of plan.shards) {
    pace.onProgress({ phase: 'copy', doneBytes, totalBytes: plan.nbytes, item: shard.path });
    // One after the other: a vocabulary's shard takes half a gigabyte, and the two together twice that.
    const here = await hashHere(sink, shard, hashing);
    const bytes = await assemble(model, shard, hashed, files, hashing, pace);
    const sha256 = await hashing.sha256(bytes);
    md5.push(await hashing.md5(bytes));
    pace.signal?.throwIfAborted();
    if (here !== sha256) await sink.write(shard.path, bytes, sha256);
    giveBack(bytes);
    listed.push({ path: shard.path, bytes: shard.nbytes, sha256, role: 'shard' });
    doneBytes += shard.nbytes;
    pace.onProgress({ phase: 'copy', doneBytes, totalBytes: plan.nbytes, item: shard.path });
  }
  const described = {
    architecture: config.architecture,
    chatTemplate: config.chatTemplate,
    context: config.context,
    generation: config.generation,
    quantization,
  };
  for (const { path, role, bytes } of smallFiles(described, plan, md5, model.tokenizerJson)) {
    await sink.write(path, bytes);
    listed.push({ path, bytes: bytes.length, sha256: await hashing.sha256(bytes), role });
  }
  await pace.gate.pass(pace.signal);
  const totalBytes = plan.nbytes;
  const answer = await computeKnownAnswer(described, checkedReader(listed, sink, hashing, pace), {
    signal: pace.signal,
    onProgress: (done, total) => {
      const doneBytes = Math.round((done / total) * totalBytes);
      pace.onProgress({ phase: 'answer', doneBytes, totalBytes, item: '' });
    },
  });
  pace.onProgress({ phase: 'finish', doneBytes: 0, totalBytes: 0, item: MANIFEST });
  const manifest = manifestOf(model, hashed, listed, answer);
  await beforeListing();
  pace.signal?.throwIfAborted();
  await sink.write(MANIFEST, jsonBytes(manifest));
  return manifest;
}

function manifestOf(
  { config, quantization, sources: small, name }: OpenedMlc,
  hashed: HashedShards,
  files: ModelManifest['files'],
  answer: ModelManifest['knownAnswer'],
): ModelManifest {
  const sources = [...small, ...hashed.files];
  return {
    ...createManifest(config, quantization, sources, [], files, answer),
    description: 'Ready-made by MLC’s tools and taken over as it is. For research; not a medical device.',
    base: {
      origin: `${name}, ready-made in MLC’s format`,
      licence: config.base.licence,
      format: 'mlc',
      files: sources.map((source) => ({ ...source })),
    },
  };
}

function resumed(totalBytes: number, { onProgress }: ImportPace): (path: string, bytes: number) => void {
  let doneBytes = 0;
  return (item, bytes) => {
    doneBytes += bytes;
    onProgress({ phase: 'resume', doneBytes, totalBytes, item });
  };
}

/** SHA-256 of a shard that is here already in its size; a record of it proves nothing. */
async function hashHere(sink: ModelSink, shard: PlannedShard, hashing: Hashing): Promise<string | null> {
  const bytes = await sink.read(shard.path);
  if (bytes === null) return null;
  const sha256 = bytes.length === shard.nbytes ? await hashing.sha256(bytes) : null;
  giveBack(bytes);
  return sha256;
}

/** The shards as they were written, read back: what an engine will get. */
function checkedReader(
  listed: readonly ManifestFile[],
  sink: ModelSink,
  hashing: Hashing,
  { gate, signal }: ImportPace,
): { readFile(path: string): Promise<Uint8Array> } {
  return {
    async readFile(path) {
      await gate.pass(signal);
      const bytes = await sink.read(path);
      if (bytes === null) throw new ReadroomError('model/file-missing', path);
      if ((await hashing.sha256(bytes)) !== listed.find((file) => file.path === path)?.sha256)
        throw new ReadroomError('model/shard-hash-mismatch', path);
      return bytes;
    },
  };
}

async function assemble(
  { found }: OpenedMlc,
  shard: PlannedShard,
  hashed: HashedShards,
  files: FileSet,
  hashing: Hashing,
  { gate, signal }: ImportPace,
): Promise<Uint8Array> {
  let whole: Uint8Array | null = null;
  for (const planned of shard.tensors) {
    await gate.pass(signal);
    const place = found.get(planned.name);
    if (place === undefined) continue;
    const sha256 = hashed.tensors.get(planned.name);
    const bytes = await readTensor(files, place, sha256, hashing, signal);
    // A tensor that is a shard of its own can be hundreds of megabytes: it is not copied.
    if (shard.tensors.length === 1) return bytes;
    whole ??= new Uint8Array(shard.nbytes);
    whole.set(bytes, planned.byteOffset);
    giveBack(bytes);
  }
  return whole ?? new Uint8Array(shard.nbytes);
}
