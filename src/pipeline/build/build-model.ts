import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { ModelConfigSchema, type ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { mergedSource } from '../merge/merged-source.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { MANIFEST, smallFiles } from '../shards/model-files.ts';
import { planShards, type ShardPlan } from '../shards/shard-plan.ts';
import { answerOfShards } from './answer-step.ts';
import type { BuildPhase, BuildProgress } from './build-progress.ts';
import { checkAdapterHash, checkBaseHash } from './check-inputs.ts';
import { convertAll } from './convert-all.ts';
import { fingerprint } from './fingerprint.ts';
import { hashFiles } from './hash-files.ts';
import { finishedShards, JOURNAL, writeJournal } from './journal.ts';
import { createManifest } from './create-manifest.ts';
import { openInputs } from './open-inputs.ts';
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
}

export interface BuildResult {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** Shards found finished from an earlier run that broke off. */
  readonly resumedShards: number;
}

/**
 * Merges, quantizes and writes one model: shards, tensor-cache.json, mlc-chat-config.json, tokenizer.json and, last
 * of all, manifest.json with the known answer, without which the folder is no model. Memory is bounded by two shards, the largest tensor
 * and the adapter. A build that broke off goes on from its last finished shard when it is started again with the
 * same inputs and sink. The same inputs give the same bytes everywhere.
 *
 * @throws ReadroomError `pipeline/…`, `format/…` and the sink's own codes; AbortError within one row block of the signal
 */
export async function buildModel(request: BuildRequest): Promise<BuildResult> {
  const { quantization, sink, hashing, signal } = request;
  const config = checkedConfig(request.config);
  const plan = planShards(config.architecture, quantization);
  const inputs = await openInputs(config, request.base, request.adapter, signal);

  const inputSize =
    totalSize(request.base, inputs.baseFiles) + totalSize(request.adapter, inputs.adapterFiles);
  const hashProgress = counter(request, 'hash', inputSize);
  const baseFiles = await hashFiles(request.base, inputs.baseFiles, hashing, hashProgress, signal);
  checkBaseHash(config.base, baseFiles);
  const adapterFiles =
    request.adapter === null
      ? []
      : await hashFiles(request.adapter, inputs.adapterFiles, hashing, hashProgress, signal);
  checkAdapterHash(config.adapter, adapterFiles);

  const print = await fingerprint(config, quantization, baseFiles, adapterFiles, hashing);
  // IMPORTANT: from here on the folder is in between; the manifest of an older build must not vouch for it.
  await sink.remove(MANIFEST);
  const resumeProgress = counter(request, 'resume', plan.nbytes);
  const trusted = await finishedShards(sink, print, plan, hashing, resumeProgress, signal);
  const writer = new ShardWriter(plan, sink, hashing, trusted, (done) => writeJournal(sink, print, done));
  const source = mergedSource(inputs.base, inputs.adapter);
  const convertProgress = counter(request, 'convert', tensorBytes(inputs.base.tensors.values()));
  await convertAll(plan, quantization, source, inputs.base.tensors, writer, convertProgress, signal);

  const described = { ...config, quantization };
  const md5 = writer.finished.map((shard) => shard.md5);
  const small = smallFiles(described, plan, md5, inputs.tokenizerJson);
  const files = shardFiles(plan, writer);
  for (const { path, role, bytes } of small) {
    await sink.write(path, bytes);
    files.push({ path, bytes: bytes.length, sha256: await hashing.sha256(bytes), role });
  }
  const knownAnswer = await answer(request, described, files, plan.nbytes);
  request.onProgress?.({ phase: 'finish', doneBytes: 0, totalBytes: 0, item: MANIFEST });
  const manifest = createManifest(config, quantization, baseFiles, adapterFiles, files, knownAnswer);
  const manifestBytes = jsonBytes(manifest);
  signal?.throwIfAborted();
  await sink.write(MANIFEST, manifestBytes);
  await sink.remove(JOURNAL);
  return { manifest, manifestSha256: await hashing.sha256(manifestBytes), resumedShards: trusted.length };
}

/** Besides checking, parsing puts the fields in the schema's order, so that a manifest does not depend on the caller's. */
function checkedConfig(config: ModelConfig): ModelConfig {
  const result = v.safeParse(ModelConfigSchema, config);
  if (result.success) return result.output;
  throw new ReadroomError('pipeline/config-invalid', v.getDotPath(result.issues[0]) ?? '');
}

function answer(
  { sink, hashing, signal, onProgress, withKnownAnswer = true }: BuildRequest,
  model: Pick<ModelManifest, 'architecture' | 'quantization'>,
  files: ModelManifest['files'],
  totalBytes: number,
): Promise<KnownAnswer> | undefined {
  if (!withKnownAnswer) return undefined;
  const onShare = (share: number): void =>
    onProgress?.({ phase: 'answer', doneBytes: Math.round(share * totalBytes), totalBytes, item: MANIFEST });
  return answerOfShards(model, files, sink, hashing, onShare, signal);
}

function shardFiles(plan: ShardPlan, writer: ShardWriter): ModelManifest['files'] {
  return plan.shards.map(({ path, nbytes }, index) => ({
    path,
    bytes: nbytes,
    sha256: writer.finished[index]?.sha256 ?? '',
    role: 'shard',
  }));
}

/** Adds up one phase's bytes and reports them. */
function counter(
  request: BuildRequest,
  phase: BuildPhase,
  totalBytes: number,
): (item: string, bytes: number) => void {
  let doneBytes = 0;
  return (item, bytes) => {
    doneBytes += bytes;
    request.onProgress?.({ phase, doneBytes, totalBytes, item });
  };
}

function totalSize(files: FileSet | null, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (files?.open(name)?.size ?? 0), 0);
}

function tensorBytes(tensors: Iterable<{ readonly nbytes: number }>): number {
  let sum = 0;
  for (const tensor of tensors) sum += tensor.nbytes;
  return sum;
}
