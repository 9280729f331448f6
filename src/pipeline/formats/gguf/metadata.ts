import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { show } from '../failure.ts';
import { ByteReader } from './byte-reader.ts';

/** A real file has about 40 keys. */
const MAX_KEYS = 4096;
/** The specification allows 65,535; real keys stay under 64. */
const MAX_KEY_BYTES = 256;
/** Llama 3 has 280,147 merges, the longest array of any file of the family. */
const MAX_ITEMS = 2_000_000;

/** An array is left in the header's bytes: vocabularies are long and only the tokenizer wants them. */
export interface GgufArray {
  readonly itemType: GgufType;
  readonly count: number;
  /** Where its first item starts in the header. */
  readonly offset: number;
}

export type GgufValue = number | boolean | string | GgufArray;
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** The specification's numbers for its value types. */
const TYPE_NAMES = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'f32',
  'bool',
  'string',
  'array',
  'u64',
  'i64',
  'f64',
] as const;
export type GgufType = (typeof TYPE_NAMES)[number];

const SIZES: Readonly<Record<GgufType, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  string: 8,
  array: 12,
  u64: 8,
  i64: 8,
  f64: 8,
};

/** @throws ReadroomError `format/…` */
export function readMetadata(reader: ByteReader, count: number): Map<string, GgufValue> {
  if (count > MAX_KEYS)
    throw reader.error('format/over-limit', `${count} metadata keys, at most ${MAX_KEYS}`);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = reader.string(MAX_KEY_BYTES, 'bytes in a metadata key');
    if (metadata.has(key)) throw new ReadroomError('format/duplicate-name', show(key));
    const type = readType(reader);
    metadata.set(key, type === 'array' ? readArray(reader) : readScalar(reader, type));
  }
  return metadata;
}

function readType(reader: ByteReader): GgufType {
  const id = reader.u32();
  const type = TYPE_NAMES[id];
  if (type === undefined) throw reader.error('format/bad-header', `value type ${id}`);
  return type;
}

function readScalar(reader: ByteReader, type: Exclude<GgufType, 'array'>): number | boolean | string {
  if (type === 'bool') return reader.u8() !== 0;
  return reader[type]();
}

function readArray(reader: ByteReader): GgufArray {
  const itemType = readType(reader);
  if (itemType === 'array') throw reader.error('format/bad-header', 'an array of arrays');
  const count = reader.count(MAX_ITEMS, 'items in an array');
  const offset = reader.position;
  if (itemType !== 'string') reader.skip(count * SIZES[itemType]);
  else for (let i = 0; i < count; i++) reader.skip(reader.count(0xffffffff, 'bytes in a string'));
  return { itemType, count, offset };
}

/** The items of an array of strings, read from the header it lies in. */
export function readStrings(header: Uint8Array, array: GgufArray, file: string): string[] {
  const reader = new ByteReader(header, file);
  reader.position = array.offset;
  return Array.from({ length: array.count }, () => reader.string());
}

/** The items of an array of numbers, read from the header it lies in. */
export function readNumbers(header: Uint8Array, array: GgufArray, file: string): number[] {
  const { itemType } = array;
  const reader = new ByteReader(header, file);
  if (itemType === 'string' || itemType === 'array' || itemType === 'bool') {
    throw reader.error('format/bad-header', `an array of ${itemType} where numbers belong`);
  }
  reader.position = array.offset;
  return Array.from({ length: array.count }, () => reader[itemType]());
}
