import { MANIFEST } from '../../domain/model/manifest.ts';
import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PauseGate } from '../../domain/io/pause-gate.ts';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { ModelConfigSchema, type ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { mergedSource } from '../merge/merged-source.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { smallFiles } from '../shards/model-files.ts';
import { planShards, type ShardPlan } from '../shards/shard-plan.ts';
import { answerOfShards } from './answer-step.ts';
import type { BlockConverter } from './block-converter.ts';
import type { BuildProgress } from './build-progress.ts';
import { checkAdapterHash, checkBaseHash } from './check-inputs.ts';
import { convertAll } from './convert-all.ts';
import { createManifest } from './create-manifest.ts';
import { localHasher, type FileHasher } from './file-hasher.ts';
import { begunByWriting, isFinished, readEarlierBuild, requireSameInputs } from './earlier-build.ts';
import { buildPrints } from './fingerprint.ts';
import { hashInputs, type HashedFile } from './hash-files.ts';
import { finishedShards, JOURNAL, writeJournal } from './journal.ts';
import { createLocalConverter } from './local-converter.ts';
import { openInputs, type BuildInputs } from './open-inputs.ts';
import { outputBytes } from './output-size.ts';
import { ProgressCounter } from './progress-counter.ts';
import { ShardWriter } from './shard-writer.ts';

export interface BuildRequest {
  readonly config: ModelConfig;
  readonly quantization: Quantization;
  /** The GGUF file, or the folder with safetensors, config.json and tokenizer.json. */
  readonly base: FileSet;
  /** adapter_config.json and adapter_model.safetensors; null when the config has no adapter. */
  readonly adapter: FileSet | null;
  readonly sink: ModelSink;
  readonly hashing: Hashing;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** False leaves the known answer out, for a sink that keeps nothing to compute it from. */
  readonly withKnownAnswer?: boolean;
  /** Where a person holds the build. */
  readonly gate?: PauseGate;
  /** Other threads that do the work; left out, this one does it. They see the same files. */
  readonly workers?: BuildWorkers;
  /**
   * True when a person goes on with a build that broke off: other inputs than those that it was begun with are refused.
   * Otherwise they begin another build in its place.
   */
  readonly goesOn?: boolean;
  /** Called before anything is hashed or written with the exact bytes of all files but the manifest; may refuse. */
  readonly onPlanned?: (totalBytes: number) => Promise<void>;
}

export interface BuildWorkers {
  readonly converter: BlockConverter;
  readonly base: FileHasher;
  readonly adapter: FileHasher;
}

export interface BuildResult {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** Shards found finished from an earlier run that broke off. */
  readonly resumedShards: number;
}

/**
 * Merges, quantizes and writes one model: shards, tensor-cache.json, mlc-chat-config.json, tokenizer.json and, last
 * of all, manifest.json with the known answer, without which the folder is no model. Memory is bounded by three shards
 * or the largest tensor, and a few row blocks. A build that broke off goes on from its last finished shard when it is started again with the
 * same inputs and sink. The same inputs give the same bytes everywhere.
 *
 * @throws ReadroomError `pipeline/…`, `format/…` and the sink's own codes; AbortError within one row block of the signal
 */
export async function buildModel(request: BuildRequest): Promise<BuildResult> {
  const { quantization, sink, hashing, gate, signal } = request;
  const config = checkedConfig(request.config);
  const plan = planShards(config.architecture, quantization);
  const inputs = await openInputs(config, request.base, request.adapter, signal);
  await request.onPlanned?.(outputBytes(config, quantization, inputs.tokenizerJson, plan));
  const progress = new ProgressCounter(plan, request.onProgress);

  const { baseFiles, adapterFiles } = await hashAll(request, inputs, progress);
  checkBaseHash(config.base, baseFiles);
  checkAdapterHash(config.adapter, adapterFiles);

  const prints = await buildPrints(config, quantization, baseFiles, adapterFiles, hashing);
  const earlier = await readEarlierBuild(sink);
  if (request.goesOn === true) await requireSameInputs(earlier, prints, hashing);
  const describe = (files: ModelManifest['files'], known: KnownAnswer | undefined): ModelManifest =>
    createManifest(config, quantization, baseFiles, adapterFiles, files, known);
  const onKept = progress.phase('resume', plan.nbytes);
  const { manifest: old } = earlier;
  const same = (one: ModelManifest): ModelManifest => describe(one.files, one.knownAnswer);
  if (old !== null && (await isFinished(earlier, same, sink, hashing, onKept, signal, gate))) {
    const manifestSha256 = await hashing.sha256(jsonBytes(old));
    return { manifest: old, manifestSha256, resumedShards: plan.shards.length };
  }
  const { fingerprint } = prints;
  const trusted = await finishedShards(
    sink,
    earlier.journal,
    fingerprint,
    plan,
    hashing,
    onKept,
    signal,
    gate,
  );
  const target = begunByWriting(sink, async () => {
    // IMPORTANT: from here on the folder is in between; the manifest of an older build must not vouch for it.
    await sink.remove(MANIFEST);
    await writeJournal(sink, prints, trusted);
  });
  // A model that works is given up only when its first file is written over. Where there is none, the journal says at
  // once which inputs this build is of.
  if (old === null) await target.begin();
  const writer = new ShardWriter(plan, target, hashing, trusted, (done) =>
    writeJournal(target, prints, done),
  );
  const converter =
    request.workers?.converter ??
    createLocalConverter(plan, quantization, mergedSource(inputs.base, inputs.adapter));
  const onWeights = progress.convert(inputs.base.tensors);
  await convertAll({ plan, converter, writer, onWeights, gate, signal });

  const described = { ...config, quantization };
  const md5 = writer.finished.map((shard) => shard.md5);
  const small = smallFiles(described, plan, md5, inputs.tokenizerJson);
  const files = shardFiles(plan, writer);
  for (const { path, role, bytes } of small) {
    await target.write(path, bytes);
    files.push({ path, bytes: bytes.length, sha256: await hashing.sha256(bytes), role });
  }
  const knownAnswer = await answer(request, described, files, plan.nbytes, progress);
  progress.report('finish', 0, 0, MANIFEST);
  const manifest = describe(files, knownAnswer);
  const manifestBytes = jsonBytes(manifest);
  await gate?.pass(signal);
  signal?.throwIfAborted();
  await requireUnchanged(request, inputs);
  await target.write(MANIFEST, manifestBytes);
  await sink.remove(JOURNAL);
  return { manifest, manifestSha256: await hashing.sha256(manifestBytes), resumedShards: trusted.length };
}

async function hashAll(
  { base, adapter, hashing, workers, gate, signal }: BuildRequest,
  inputs: BuildInputs,
  progress: ProgressCounter,
): Promise<{ baseFiles: HashedFile[]; adapterFiles: HashedFile[] }> {
  const size = totalSize(base, inputs.baseFiles) + totalSize(adapter, inputs.adapterFiles);
  const shared = { onBytes: progress.phase('hash', size), gate, signal };
  const baseHasher = workers?.base ?? localHasher(base, hashing);
  const baseFiles = await hashInputs({ ...shared, files: base, names: inputs.baseFiles, hasher: baseHasher });
  if (adapter === null) return { baseFiles, adapterFiles: [] };
  const adapterHasher = workers?.adapter ?? localHasher(adapter, hashing);
  const names = inputs.adapterFiles;
  return {
    baseFiles,
    adapterFiles: await hashInputs({ ...shared, files: adapter, names, hasher: adapterHasher }),
  };
}

/** The manifest vouches for the bytes that were hashed; those that were merged were read after them. */
async function requireUnchanged({ base, adapter }: BuildRequest, inputs: BuildInputs): Promise<void> {
  for (const name of inputs.baseFiles) await base.open(name)?.requireUnchanged?.();
  for (const name of inputs.adapterFiles) await adapter?.open(name)?.requireUnchanged?.();
}

/** Besides checking, parsing puts the fields in the schema's order, so that a manifest does not depend on the caller's. */
function checkedConfig(config: ModelConfig): ModelConfig {
  const result = v.safeParse(ModelConfigSchema, config);
  if (result.success) return result.output;
  throw new ReadroomError('pipeline/config-invalid', v.getDotPath(result.issues[0]) ?? '');
}

function answer(
  { sink, hashing, gate, signal, withKnownAnswer = true }: BuildRequest,
  model: Pick<ModelManifest, 'architecture' | 'quantization'>,
  files: ModelManifest['files'],
  totalBytes: number,
  progress: ProgressCounter,
): Promise<KnownAnswer> | undefined {
  if (!withKnownAnswer) return undefined;
  const onShare = (share: number): void =>
    progress.report('answer', Math.round(share * totalBytes), totalBytes, MANIFEST);
  return answerOfShards(model, files, sink, hashing, onShare, gate, signal);
}

function shardFiles(plan: ShardPlan, writer: ShardWriter): ModelManifest['files'] {
  return plan.shards.map(({ path, nbytes }, index) => ({
    path,
    bytes: nbytes,
    sha256: writer.finished[index]?.sha256 ?? '',
    role: 'shard',
  }));
}

function totalSize(files: FileSet | null, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (files?.open(name)?.size ?? 0), 0);
}
