import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { GROUP_SIZE, type QuantizationFormat } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { toHalf } from '../quantize/half.ts';
import type { PlannedTensor } from '../shards/shard-plan.ts';
import { storedFloats } from '../shards/stored-floats.ts';
import { ALIGNMENT, BLOCK_BYTES, sourceRow, type GgufTensor } from './gguf-tensors.ts';
import { padding } from './gguf-encoder.ts';
import { repackQ4, repackQ8 } from './repack-blocks.ts';
import type { ShardCache } from './shard-cache.ts';

/** Size of a piece of the stream: large enough for a Blob part, small beside a shard. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** One tensor's bytes with the padding behind it, in pieces. @throws ReadroomError `model/…`; AbortError */
export async function* tensorPieces(
  tensor: GgufTensor,
  format: QuantizationFormat,
  shards: ShardCache,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { source } = tensor;
  if (source.kind === 'matrix') yield* matrixPieces(source, format, shards, signal);
  else if (source.kind === 'values') yield bytesOf(source.values.slice());
  else yield bytesOf(storedFloats(source.vector.tensor, await shards.read(source.vector.tensor, signal)));
  const rest = padding(tensor.nbytes, ALIGNMENT);
  if (rest > 0) yield new Uint8Array(rest);
}

async function* matrixPieces(
  { matrix, rowStart, rows, interleavedHead }: Extract<GgufTensor['source'], { kind: 'matrix' }>,
  format: QuantizationFormat,
  shards: ShardCache,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const levels = await shards.read(matrix.weight, signal);
  const scales = toHalves(matrix.scale, await shards.read(matrix.scale, signal));
  const repack = format.bits === 4 ? repackQ4 : repackQ8;
  const blocks = matrix.columns / GROUP_SIZE;
  const levelBytes = (matrix.columns * format.bits) / 8;
  const rowBytes = blocks * BLOCK_BYTES[format.bits];
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  for (let first = 0; first < rows; first += rowsPerPiece) {
    signal?.throwIfAborted();
    const count = Math.min(rowsPerPiece, rows - first);
    const piece = new Uint8Array(count * rowBytes);
    for (let i = 0; i < count; i++) {
      const row = rowStart + sourceRow(first + i, interleavedHead);
      repack(levels, row * levelBytes, scales, row * blocks * 2, blocks, piece, i * rowBytes);
    }
    yield piece;
  }
}

/** Scales as binary16 bytes. The f32 formats hold them widened; a scale that is no binary16 is not ours. */
function toHalves(tensor: PlannedTensor, bytes: Uint8Array): Uint8Array {
  if (tensor.dtype === 'float16') return bytes;
  const halves = Uint16Array.from(storedFloats(tensor, bytes), (value) => {
    const half = toHalf(value);
    if (HALF_TO_FLOAT[half] === value) return half;
    throw new ReadroomError('model/unsupported-weights', `${tensor.name}: a scale is no binary16`);
  });
  return bytesOf(halves);
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
