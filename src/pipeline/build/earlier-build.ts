import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PauseGate } from '../../domain/io/pause-gate.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { parseManifest } from '../../domain/model/parse-manifest.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { inputsPrint, type BuildPrints } from './fingerprint.ts';
import { readJournal, type Journal } from './journal.ts';

/** What a sink holds of a build under the same name, of these inputs or of others. */
export interface EarlierBuild {
  /** Null where none was finished, or its manifest cannot be read. */
  readonly manifest: ModelManifest | null;
  /** Null where none is under way. */
  readonly journal: Journal | null;
}

export async function readEarlierBuild(sink: ModelSink): Promise<EarlierBuild> {
  const bytes = await sink.read(MANIFEST);
  const parsed = bytes === null ? null : parseManifest(bytes);
  return { manifest: parsed?.ok === true ? parsed.value : null, journal: await readJournal(sink) };
}

/**
 * Whoever goes on with a build means the one that was begun: other files of the same names and sizes would end as a
 * model under the wrong name.
 * @throws ReadroomError `library/other-inputs`
 */
export async function requireSameInputs(
  { manifest, journal }: EarlierBuild,
  prints: BuildPrints,
  hashing: Hashing,
): Promise<void> {
  const begun =
    journal?.inputs ??
    (manifest && (await inputsPrint(manifest.base.files, manifest.adapter?.files ?? [], hashing)));
  if (begun && begun !== prints.inputs) throw new ReadroomError('library/other-inputs', 'another SHA-256');
}

/** Whether the sink holds, whole, just what the build at hand would write. Every file of it is hashed. */
export async function isFinished(
  { manifest, journal }: EarlierBuild,
  expected: (earlier: ModelManifest) => ModelManifest,
  sink: ModelSink,
  hashing: Hashing,
  onBytes: (path: string, bytes: number) => void,
  signal?: AbortSignal,
  gate?: PauseGate,
): Promise<boolean> {
  if (manifest === null || journal !== null) return false;
  const wanted = await hashing.sha256(jsonBytes(expected(manifest)));
  if ((await hashOf(sink, MANIFEST, hashing)) !== wanted) return false;
  for (const { path, bytes, sha256, role } of manifest.files) {
    await gate?.pass(signal);
    signal?.throwIfAborted();
    if ((await hashOf(sink, path, hashing)) !== sha256) return false;
    if (role === 'shard') onBytes(path, bytes);
  }
  return true;
}

async function hashOf(sink: ModelSink, path: string, hashing: Hashing): Promise<string | null> {
  const bytes = await sink.read(path);
  if (bytes === null) return null;
  const sha256 = await hashing.sha256(bytes);
  giveBack(bytes);
  return sha256;
}

export interface BegunSink extends ModelSink {
  begin(): Promise<void>;
}

/** A sink in which `begin` runs once: when it is called, or before the first write. */
export function begunByWriting(sink: ModelSink, begin: () => Promise<void>): BegunSink {
  let begun: Promise<void> | null = null;
  const once = (): Promise<void> => (begun ??= begin());
  return {
    begin: once,
    async write(path, bytes, sha256) {
      await once();
      await sink.write(path, bytes, sha256);
    },
    read: (path) => sink.read(path),
    remove: (path) => sink.remove(path),
  };
}
