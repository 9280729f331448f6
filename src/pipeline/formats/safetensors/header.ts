import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { bytesOf, elementsOf } from '../dtypes.ts';
import { fail } from '../../../domain/errors/fail.ts';
import { show } from '../failure.ts';
import { isObject, parseBoundedJson, type JsonLimits } from '../../../domain/json/bounded-json.ts';

export type SafetensorsDtype = 'F32' | 'F16' | 'BF16';

export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** From the end of the header. */
  readonly begin: number;
  readonly nbytes: number;
}

/**
 * A tensor takes about 120 bytes of header and the largest Llama has 1,138 tensors in all its files, so 4 MiB is
 * thirty times what is real. The format itself allows 100 MB, which would need gigabytes to parse.
 */
export const MAX_HEADER_BYTES: number = 4 * 1024 * 1024;
export const MAX_TENSORS = 16_384;
/** Real names stay under 100 characters. */
export const MAX_NAME_LENGTH = 256;
/** The most any known format writes; a Llama needs 2. */
export const MAX_RANK = 8;

const LIMITS: JsonLimits = { maxBytes: MAX_HEADER_BYTES, maxDepth: 4, maxValues: 10 * MAX_TENSORS };
const DTYPES: ReadonlySet<unknown> = new Set<SafetensorsDtype>(['F32', 'F16', 'BF16']);
const KEYS: ReadonlySet<string> = new Set(['dtype', 'shape', 'data_offsets']);

/**
 * Parses the JSON header of a safetensors file (format: the safetensors README). As upstream demands, tensors
 * fill the `dataBytes` after the header without overlap or hole.
 */
export function parseSafetensorsHeader(
  header: Uint8Array,
  dataBytes: number,
  file: string,
): Result<Map<string, SafetensorsEntry>, ReadroomError> {
  const json = parseBoundedJson(header, LIMITS, file);
  if (!json.ok) return json;
  const names = Object.keys(json.value).filter((name) => name !== '__metadata__');
  if (names.length > MAX_TENSORS) {
    return fail('format/over-limit', `${file}: ${names.length} tensors, at most ${MAX_TENSORS}`);
  }
  const entries = new Map<string, SafetensorsEntry>();
  for (const name of names) {
    const entry = parseEntry(name, json.value[name], file);
    if (!entry.ok) return entry;
    entries.set(name, entry.value);
  }
  const contiguous = checkContiguous([...entries.values()], dataBytes, file);
  return contiguous.ok ? ok(entries) : contiguous;
}

function parseEntry(name: string, value: unknown, file: string): Result<SafetensorsEntry, ReadroomError> {
  const at = `${file}: ${show(name)}`;
  if (name === '' || name.length > MAX_NAME_LENGTH)
    return fail('format/over-limit', `${at}: length of the name`);
  if (!isObject(value) || !Object.keys(value).every((key) => KEYS.has(key))) {
    return fail('format/bad-header', `${at}: not a tensor entry`);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) return fail('format/unsupported-dtype', `${at}: ${show(dtype)}`);
  if (!isNumbers(shape)) return fail('format/bad-header', `${at}: shape`);
  if (shape.length > MAX_RANK) return fail('format/over-limit', `${at}: ${shape.length} dimensions`);
  const elements = elementsOf(shape);
  if (elements === null) return fail('format/bad-header', `${at}: shape`);
  const [begin, end] = isNumbers(offsets) && offsets.length === 2 ? offsets : [];
  if (
    begin === undefined ||
    end === undefined ||
    !Number.isSafeInteger(begin) ||
    !Number.isSafeInteger(end)
  ) {
    return fail('format/bad-offsets', `${at}: data_offsets`);
  }
  const nbytes = bytesOf(dtype, elements);
  if (begin < 0 || end - begin !== nbytes) {
    return fail('format/bad-offsets', `${at}: ${end - begin} bytes where its shape and dtype need ${nbytes}`);
  }
  return ok({ name, dtype, shape, begin, nbytes });
}

function checkContiguous(
  entries: SafetensorsEntry[],
  dataBytes: number,
  file: string,
): Result<null, ReadroomError> {
  let end = 0;
  for (const entry of entries.sort((a, b) => a.begin - b.begin)) {
    if (entry.begin !== end) {
      const problem = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a hole before it';
      return fail('format/bad-offsets', `${file}: ${show(entry.name)} ${problem}`);
    }
    end += entry.nbytes;
  }
  if (end > dataBytes) return fail('format/truncated', `${file}: ${dataBytes} bytes of ${end} are there`);
  if (end < dataBytes)
    return fail('format/bad-offsets', `${file}: ${dataBytes - end} bytes belong to no tensor`);
  return ok(null);
}

function isDtype(value: unknown): value is SafetensorsDtype {
  return DTYPES.has(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
