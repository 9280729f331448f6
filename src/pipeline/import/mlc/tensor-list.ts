import * as v from 'valibot';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { parseBoundedJson, type JsonLimits } from '../../../domain/json/bounded-json.ts';
import { MAX_MANIFEST_FILES, ModelPathSchema } from '../../../domain/model/manifest.ts';
import { unwrap } from '../../../domain/result.ts';
import { show } from '../../formats/failure.ts';

/** Llama 3 405B has 1,137 tensors with two records each at some 200 bytes. */
export const MAX_TENSOR_LIST_BYTES: number = 8 * 1024 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_TENSOR_LIST_BYTES, maxDepth: 8, maxValues: 500_000 };
/** Shards are 32 MiB, or one tensor: Llama 3 8B's vocabulary takes 525 MB in 8 bits. Each is hashed in memory. */
const MAX_SHARD_BYTES = 576 * 1024 * 1024;

export interface MlcTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** float32 whose lower halves were cut off: MLC's `f32-to-bf16`. */
  readonly packed: boolean;
  readonly nbytes: number;
  readonly byteOffset: number;
}

export interface MlcShard {
  readonly path: string;
  readonly nbytes: number;
  /** Null where the tool wrote none. */
  readonly md5: string | null;
  readonly tensors: readonly MlcTensor[];
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ListSchema = v.object({
  records: v.pipe(
    v.array(
      v.object({
        dataPath: v.string(),
        format: v.string(),
        nbytes: count,
        md5sum: v.optional(v.nullable(v.string())),
        records: v.array(
          v.object({
            name: v.string(),
            shape: v.pipe(v.array(count), v.maxLength(8)),
            dtype: v.string(),
            format: v.string(),
            nbytes: count,
            byteOffset: count,
          }),
        ),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_MANIFEST_FILES),
  ),
});

/** MLC's list of tensors and of the files they lie in. @throws ReadroomError `format/…` */
export function parseTensorList(bytes: Uint8Array, file: string): readonly MlcShard[] {
  const json = unwrap(parseBoundedJson(bytes, LIMITS, file));
  const parsed = v.safeParse(ListSchema, json);
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]) ?? 'no object';
    throw new ReadroomError('format/bad-header', `${file}: ${path}`);
  }
  const names = new Set<string>();
  const paths = new Set<string>();
  return parsed.output.records.map(({ dataPath: path, format, nbytes, md5sum, records }) => {
    if (!v.is(ModelPathSchema, path)) throw new ReadroomError('format/unsafe-path', `${file}: ${show(path)}`);
    if (paths.has(path)) throw new ReadroomError('format/duplicate-name', `${file}: ${path}`);
    paths.add(path);
    if (format !== 'raw-shard')
      throw new ReadroomError('format/unsupported-dtype', `${path}: format ${show(format)}`);
    if (nbytes > MAX_SHARD_BYTES)
      throw new ReadroomError('format/over-limit', `${path}: ${nbytes} bytes, at most ${MAX_SHARD_BYTES}`);
    const md5 = md5sum ?? '';
    if (md5 !== '' && !/^[0-9a-f]{32}$/.test(md5))
      throw new ReadroomError('format/bad-header', `${file}: md5sum of ${path}`);
    const tensors = records.map((record): MlcTensor => {
      if (names.has(record.name))
        throw new ReadroomError('format/duplicate-name', `${file}: ${show(record.name)}`);
      names.add(record.name);
      return { ...record, packed: isPacked(record.format, record.dtype, record.name) };
    });
    checkOffsets(path, nbytes, tensors);
    return { path, nbytes, md5: md5 === '' ? null : md5, tensors };
  });
}

/** Older tools write `f32-to-bf16` beside every tensor, and mean it for float32 only. */
function isPacked(format: string, dtype: string, name: string): boolean {
  if (format !== 'raw' && format !== 'f32-to-bf16')
    throw new ReadroomError('format/unsupported-dtype', `${show(name)}: format ${show(format)}`);
  return format === 'f32-to-bf16' && dtype === 'float32';
}

function checkOffsets(path: string, nbytes: number, tensors: readonly MlcTensor[]): void {
  let end = 0;
  for (const tensor of [...tensors].sort((a, b) => a.byteOffset - b.byteOffset)) {
    if (tensor.byteOffset < end) throw new ReadroomError('format/bad-offsets', `${path}: tensors overlap`);
    end = tensor.byteOffset + tensor.nbytes;
  }
  if (end > nbytes) throw new ReadroomError('format/bad-offsets', `${path}: a tensor beyond its end`);
}
