import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { WeightDtype } from '../../weight-source.ts';
import { BLOCKS, bytesOf, elementsOf } from '../dtypes.ts';
import { show } from '../failure.ts';
import { ByteReader } from './byte-reader.ts';
import { GGML_DTYPES, ggmlTypeName } from './ggml-types.ts';
import { readMetadata, type GgufMetadata } from './metadata.ts';

export interface GgufEntry {
  readonly name: string;
  readonly dtype: WeightDtype;
  /** [rows, columns] or [length]: the reverse of ggml's order of dimensions. */
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offset: number;
  readonly nbytes: number;
}

export interface GgufHeader {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufEntry>;
  /** The header's bytes, which hold the items of the metadata's arrays. */
  readonly bytes: Uint8Array;
}

const MAGIC = 0x46554747; // "GGUF"
/** The largest Llama has 1,138 tensors. */
const MAX_TENSORS = 16_384;
/** The specification's own bound. */
const MAX_NAME_BYTES = 64;
const MAX_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 65_536;

/**
 * Parses the header of a GGUF file of version 2 or 3 (format: the GGUF specification in ggml's documentation).
 * `bytes` is a prefix of the file: HeaderGoesOn means that the header goes on behind it, `format/truncated` else that
 * the file ends before its tensors do.
 */
export function parseGgufHeader(
  bytes: Uint8Array,
  fileSize: number,
  file: string,
): Result<GgufHeader, ReadroomError> {
  try {
    return ok(readHeader(new ByteReader(bytes, file), fileSize, file));
  } catch (error) {
    if (error instanceof ReadroomError) return err(error);
    throw error;
  }
}

function readHeader(reader: ByteReader, fileSize: number, file: string): GgufHeader {
  if (reader.u32() !== MAGIC) throw new ReadroomError('format/unrecognised', `${file}: not a GGUF file`);
  const version = reader.u32();
  if (version !== 2 && version !== 3) {
    const name = version === 0x03000000 || version === 0x02000000 ? 'big-endian' : `version ${version}`;
    throw new ReadroomError('format/unsupported-version', `${file}: GGUF ${name}`);
  }
  const tensorCount = reader.count(MAX_TENSORS, 'tensors');
  const metadata = readMetadata(reader, reader.u64());
  const alignment = alignmentOf(metadata, file);
  const infos: TensorInfo[] = [];
  for (let i = 0; i < tensorCount; i++) infos.push(readInfo(reader, file));
  const dataStart = alignUp(reader.position, alignment);
  const tensors = placeTensors(infos, dataStart, alignment, fileSize, file);
  return { metadata, tensors, bytes: reader.bytes };
}

function alignmentOf(metadata: GgufMetadata, file: string): number {
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  const valid =
    typeof alignment === 'number' &&
    alignment >= 8 &&
    alignment <= MAX_ALIGNMENT &&
    Number.isInteger(Math.log2(alignment));
  if (!valid) throw new ReadroomError('format/bad-header', `${file}: general.alignment`);
  return alignment;
}

type TensorInfo = Omit<GgufEntry, 'offset'> & { readonly relativeOffset: number };

function readInfo(reader: ByteReader, file: string): TensorInfo {
  const name = reader.string(MAX_NAME_BYTES, 'bytes in a tensor name');
  const at = `${file}: ${show(name)}`;
  const rank = reader.u32();
  if (rank < 1 || rank > MAX_DIMENSIONS)
    throw new ReadroomError('format/over-limit', `${at}: ${rank} dimensions`);
  const shape = Array.from({ length: rank }, reader.u64).reverse();
  const type = reader.u32();
  const relativeOffset = reader.u64();
  const dtype = GGML_DTYPES.get(type);
  if (dtype === undefined)
    throw new ReadroomError('format/unsupported-dtype', `${at}: ${ggmlTypeName(type)}`);
  const elements = elementsOf(shape);
  const columns = shape.at(-1) ?? 0;
  if (elements === null || columns % BLOCKS[dtype].elements !== 0) {
    throw new ReadroomError('format/wrong-shape', `${at}: [${shape.join(', ')}] of ${dtype}`);
  }
  return { name, dtype, shape, nbytes: bytesOf(dtype, elements), relativeOffset };
}

/** As in llama.cpp, each tensor starts at the first aligned place after the one before it. */
function placeTensors(
  infos: readonly TensorInfo[],
  dataStart: number,
  alignment: number,
  fileSize: number,
  file: string,
): Map<string, GgufEntry> {
  const tensors = new Map<string, GgufEntry>();
  let expected = 0;
  for (const { relativeOffset, ...info } of infos) {
    const at = `${file}: ${show(info.name)}`;
    if (tensors.has(info.name)) throw new ReadroomError('format/duplicate-name', at);
    if (relativeOffset !== expected) {
      throw new ReadroomError('format/bad-offsets', `${at} at ${relativeOffset}, not ${expected}`);
    }
    const offset = dataStart + relativeOffset;
    if (offset + info.nbytes > fileSize) throw new ReadroomError('format/truncated', at);
    expected = alignUp(relativeOffset + info.nbytes, alignment);
    tensors.set(info.name, { ...info, offset });
  }
  return tensors;
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
