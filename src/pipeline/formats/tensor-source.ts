import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { StoredRows, WeightDtype, WeightInfo, WeightSource } from '../weight-source.ts';
import { DECODERS, type Decoder } from './decode/decode.ts';
import { bytesOf } from './dtypes.ts';

export type Decoders = Readonly<Record<WeightDtype, Decoder>>;

/** Where a tensor's bytes lie. */
export interface StoredTensor extends WeightInfo {
  readonly source: ByteSource;
  /** From the start of the file. */
  readonly offset: number;
  /**
   * Head size when the rows of each head are interleaved, as a GGUF keeps q and k: row 2j is Hugging Face's row j
   * of the head and row 2j + 1 its row j + size/2. Null when rows are in order.
   */
  readonly interleavedHead: number | null;
}

export function createWeightSource(
  format: WeightSource['format'],
  architecture: LlamaArchitecture,
  tensors: ReadonlyMap<string, StoredTensor>,
  files: readonly ByteSource[],
  decoders: Decoders = DECODERS,
): WeightSource {
  return {
    format,
    architecture,
    tensors,
    files: files.map(({ name, size }) => ({ name, size })),
    async readRows(name, rowStart, rowCount, out, signal): Promise<void> {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new RangeError(`no tensor ${name}`);
      await readRows(tensor, decoders, rowStart, rowCount, out, signal);
    },
  };
}

/** One tensor, to be read by rows. */
export function storedRows(tensor: StoredTensor): StoredRows {
  return {
    readRows: (rowStart, rowCount, out, signal) =>
      readRows(tensor, DECODERS, rowStart, rowCount, out, signal),
  };
}

async function readRows(
  tensor: StoredTensor,
  decoders: Decoders,
  rowStart: number,
  rowCount: number,
  out: Float32Array,
  signal?: AbortSignal,
): Promise<void> {
  const [rows, columns] = rowsAndColumns(tensor.shape);
  if (rowStart < 0 || rowCount < 1 || rowStart + rowCount > rows || out.length < rowCount * columns) {
    throw new RangeError(`rows ${rowStart}+${rowCount} of ${tensor.name}`);
  }
  const target = out.subarray(0, rowCount * columns);
  const read = tensor.interleavedHead === null ? readInOrder : readInterleaved;
  if (!(await read(tensor, decoders, rowStart, rowCount, columns, target, signal))) throw notFinite(tensor);
}

/** A vector is one row. */
export function rowsAndColumns(shape: readonly number[]): [rows: number, columns: number] {
  const [first = 1, second] = shape;
  return second === undefined ? [1, first] : [first, second];
}

/** Reads a whole tensor, such as one of an adapter's small matrices. */
export async function readTensor(tensor: StoredTensor, signal?: AbortSignal): Promise<Float32Array> {
  const [rows, columns] = rowsAndColumns(tensor.shape);
  const out = new Float32Array(rows * columns);
  if (!(await readInOrder(tensor, DECODERS, 0, rows, columns, out, signal))) throw notFinite(tensor);
  return out;
}

function notFinite(tensor: StoredTensor): ReadroomError {
  return new ReadroomError('format/not-finite', `${tensor.name} in ${tensor.source.name}`);
}

async function readInOrder(
  tensor: StoredTensor,
  decoders: Decoders,
  rowStart: number,
  rowCount: number,
  columns: number,
  out: Float32Array, // [rowCount, columns]
  signal?: AbortSignal,
): Promise<boolean> {
  const rowBytes = bytesOf(tensor.dtype, columns);
  const bytes = await tensor.source.read(tensor.offset + rowStart * rowBytes, rowCount * rowBytes, signal);
  const finite = decoders[tensor.dtype](bytes, out);
  giveBack(bytes);
  return finite;
}

/** Reads the heads that hold the wanted rows, so never more than one head too many at either end. */
async function readInterleaved(
  tensor: StoredTensor,
  decoders: Decoders,
  rowStart: number,
  rowCount: number,
  columns: number,
  out: Float32Array, // [rowCount, columns]
  signal?: AbortSignal,
): Promise<boolean> {
  const head = tensor.interleavedHead ?? 1;
  const rowBytes = bytesOf(tensor.dtype, columns);
  const firstRow = rowStart - (rowStart % head);
  const endRow = Math.ceil((rowStart + rowCount) / head) * head;
  const bytes = await tensor.source.read(
    tensor.offset + firstRow * rowBytes,
    (endRow - firstRow) * rowBytes,
    signal,
  );
  const decode = decoders[tensor.dtype];
  let finite = true;
  for (let i = 0; i < rowCount; i++) {
    const inHead = (rowStart + i) % head;
    const headStart = rowStart + i - inHead;
    const storedRow = inHead < head / 2 ? 2 * inHead : 2 * inHead - head + 1;
    const at = (headStart + storedRow - firstRow) * rowBytes;
    const row = out.subarray(i * columns, (i + 1) * columns);
    finite = decode(bytes.subarray(at, at + rowBytes), row) && finite;
  }
  giveBack(bytes);
  return finite;
}
