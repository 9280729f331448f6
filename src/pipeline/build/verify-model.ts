import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from '../../domain/model/parse-manifest.ts';
import { smallFiles, TOKENIZER } from '../shards/model-files.ts';
import { planShards, type ShardPlan } from '../shards/shard-plan.ts';
import { JOURNAL } from './journal.ts';

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  readonly onFile?: (path: string, doneBytes: number, totalBytes: number) => void;
}

export interface VerifiedModel {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
}

/**
 * Checks a built model wholly: the manifest's form, every file's size and SHA-256, and that shards, tensor-cache.json
 * and mlc-chat-config.json are just what the manifest's architecture and template call for.
 * @throws ReadroomError `model/…` for the first thing wrong; AbortError when the signal fires
 */
export async function verifyModel(
  folder: FileSet,
  hashing: Hashing,
  { signal, onFile }: VerifyOptions = {},
): Promise<VerifiedModel> {
  const { manifest, manifestSha256 } = await readManifest(folder, hashing);
  const plan = checkFileList(manifest);
  const md5: string[] = [];
  let tokenizerJson = '';
  let doneBytes = 0;
  for (const file of manifest.files) {
    signal?.throwIfAborted();
    const bytes = await readChecked(folder, file, hashing, signal);
    if (file.role === 'shard') md5.push(await hashing.md5(bytes));
    if (file.role === 'tokenizer') tokenizerJson = new TextDecoder().decode(bytes);
    doneBytes += file.bytes;
    onFile?.(file.path, doneBytes, manifest.totalBytes);
  }
  for (const expected of smallFiles(manifest, plan, md5, tokenizerJson)) {
    const listed = manifest.files.find((file) => file.path === expected.path);
    if (listed?.sha256 !== (await hashing.sha256(expected.bytes))) {
      throw new ReadroomError('model/inconsistent', `${expected.path} does not fit the manifest`);
    }
  }
  return { manifest, manifestSha256 };
}

/** @throws ReadroomError `model/not-a-model`, `model/manifest-invalid` */
export async function readManifest(folder: FileSet, hashing: Hashing): Promise<VerifiedModel> {
  const source = folder.open(MANIFEST);
  if (source === null) {
    const unfinished = folder.open(JOURNAL) !== null;
    throw new ReadroomError(
      'model/not-a-model',
      unfinished ? 'its build has not finished' : `no ${MANIFEST}`,
    );
  }
  if (source.size > MAX_MANIFEST_BYTES)
    throw new ReadroomError('model/manifest-invalid', `${source.size} bytes`);
  const bytes = await source.read(0, source.size);
  const parsed = parseManifest(bytes);
  if (!parsed.ok) throw new ReadroomError('model/manifest-invalid', parsed.error);
  return { manifest: parsed.value, manifestSha256: await hashing.sha256(bytes) };
}

/**
 * The list must be the plan's shards, in order, and the three small files: no more, no less.
 * @throws ReadroomError `model/inconsistent`
 */
export function checkFileList(manifest: ModelManifest): ShardPlan {
  const plan = planShards(manifest.architecture, manifest.quantization);
  const shards = manifest.files.filter((file) => file.role === 'shard');
  if (shards.length !== plan.shards.length) {
    throw new ReadroomError('model/inconsistent', `${shards.length} shards, not ${plan.shards.length}`);
  }
  for (const [index, shard] of plan.shards.entries()) {
    const listed = shards[index];
    if (listed?.path !== shard.path || listed.bytes !== shard.nbytes) {
      throw new ReadroomError('model/inconsistent', `${shard.path} is not listed with ${shard.nbytes} bytes`);
    }
  }
  const others = manifest.files.filter((file) => file.role !== 'shard');
  const roles = new Set(others.map((file) => file.role));
  if (others.length !== 3 || roles.size !== 3 || !others.some((file) => file.path === TOKENIZER)) {
    throw new ReadroomError('model/inconsistent', 'the small files are not listed once each');
  }
  return plan;
}

async function readChecked(
  folder: FileSet,
  file: ModelManifest['files'][number],
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const source = folder.open(file.path);
  if (source === null) throw new ReadroomError('model/file-missing', file.path);
  if (source.size !== file.bytes) {
    throw new ReadroomError(
      'model/shard-hash-mismatch',
      `${file.path}: ${source.size} bytes, not ${file.bytes}`,
    );
  }
  const bytes = await source.read(0, source.size, signal);
  if ((await hashing.sha256(bytes)) !== file.sha256)
    throw new ReadroomError('model/shard-hash-mismatch', file.path);
  return bytes;
}
