import { MANIFEST } from '../../domain/model/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { isObject, parseBoundedJson, type JsonLimits } from '../../domain/json/bounded-json.ts';
import type { ManifestFile, ModelManifest } from '../../domain/model/manifest.ts';
import { checkFileList, readManifest } from '../build/verify-model.ts';
import { readSmallFile } from '../formats/read-file.ts';
import { smallFiles, type SmallFile } from '../shards/model-files.ts';
import type { ShardPlan } from '../shards/shard-plan.ts';
import { tokenizerFacts } from '../shards/tokenizer-facts.ts';

/** A vocabulary takes up to 32 MiB, the list of an absurdly deep model's tensors some 2 MB. */
const MAX_SMALL_BYTES = 32 * 1024 * 1024;
const LIST_LIMITS: JsonLimits = { maxBytes: MAX_SMALL_BYTES, maxDepth: 8, maxValues: 500_000 };

/** A model of ours whose description is sound; of its shards only their presence and sizes are known. */
export interface OpenedModel {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly manifestBytes: Uint8Array;
  /** The files beside the shards, checked. */
  readonly small: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly shards: readonly (ManifestFile & { readonly md5: string })[];
  /** Special tokens of its vocabulary: what a prompt for it may use. */
  readonly specialTokens: readonly string[];
}

/**
 * Checks all of a model of ours that can be checked without reading its shards: that its manifest is one, that every
 * file is there in its size, and that the small files are just those that the manifest calls for. So most of what can
 * be wrong is found before anything is written.
 * @throws ReadroomError `model/…`, `format/…`
 */
export async function openReadroom(
  files: FileSet,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<OpenedModel> {
  const { manifest, manifestSha256 } = await readManifest(files, hashing);
  const manifestBytes = await readSmallFile(files, MANIFEST, MAX_SMALL_BYTES, signal);
  if ((await hashing.sha256(manifestBytes)) !== manifestSha256)
    throw new ReadroomError('format/unreadable', `${MANIFEST} changed while it was read`);
  const plan = checkFileList(manifest);
  for (const file of manifest.files) checkSize(files, file);
  const small: { path: string; bytes: Uint8Array; role: ManifestFile['role'] }[] = [];
  for (const { path, role, sha256 } of manifest.files.filter((file) => file.role !== 'shard')) {
    const bytes = await readSmallFile(files, path, MAX_SMALL_BYTES, signal);
    if ((await hashing.sha256(bytes)) !== sha256) throw new ReadroomError('model/shard-hash-mismatch', path);
    small.push({ path, bytes, role });
  }
  const bytesOf = (role: ManifestFile['role']): Uint8Array =>
    small.find((file) => file.role === role)?.bytes ?? new Uint8Array();
  const md5 = md5Sums(bytesOf('tensor-cache'), plan);
  const tokenizer = new TextDecoder().decode(bytesOf('tokenizer'));
  const facts = tokenizerFacts(tokenizer, manifest.architecture.vocabSize);
  await checkSmallFiles(manifest, smallFiles(manifest, plan, md5, tokenizer, facts), hashing);
  const shards = manifest.files
    .filter((file) => file.role === 'shard')
    .map((file, index) => ({ ...file, md5: md5[index] ?? '' }));
  const specialTokens = [...facts.specialIds.keys()];
  return { manifest, manifestSha256, manifestBytes, small, shards, specialTokens };
}

function checkSize(files: FileSet, { path, bytes }: ManifestFile): void {
  const source = files.open(path);
  if (source === null) throw new ReadroomError('model/file-missing', path);
  if (source.size !== bytes)
    throw new ReadroomError('model/shard-hash-mismatch', `${path}: ${source.size} bytes, not ${bytes}`);
}

/** The shards' MD5 sums as tensor-cache.json states them: each shard is held to its own when it is read. */
function md5Sums(bytes: Uint8Array, plan: ShardPlan): string[] {
  const json = parseBoundedJson(bytes, LIST_LIMITS, 'tensor-cache.json');
  const records: unknown = json.ok ? json.value['records'] : null;
  if (!Array.isArray(records) || records.length !== plan.shards.length)
    throw new ReadroomError('model/inconsistent', 'tensor-cache.json does not fit the manifest');
  return (records as unknown[]).map((record) => {
    const md5 = isObject(record) ? record['md5sum'] : null;
    return typeof md5 === 'string' ? md5 : '';
  });
}

async function checkSmallFiles(
  manifest: ModelManifest,
  wanted: readonly SmallFile[],
  hashing: Hashing,
): Promise<void> {
  for (const expected of wanted) {
    const listed = manifest.files.find((file) => file.path === expected.path);
    if (listed?.sha256 !== (await hashing.sha256(expected.bytes)))
      throw new ReadroomError('model/inconsistent', `${expected.path} does not fit the manifest`);
  }
}
