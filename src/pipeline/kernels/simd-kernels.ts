import type { Decoder } from '../formats/decode/decode.ts';
import { quantizeGroups } from '../quantize/quantize-groups.ts';
import type { LoraPair } from '../weight-source.ts';
import { ROOM_WEIGHTS, SCALAR_KERNELS, scalarUpdate, type Kernels, type RowUpdate } from './kernels.ts';
import { openSimdExports, type SimdExports } from './simd-exports.ts';
import { simdUpdate } from './simd-update.ts';

/** One block is read into one room while another is computed in the other. */
const ROOMS = 2;
const INPUT_BYTES = ROOM_WEIGHTS * 2;
const ALIGNMENT = 64;

/**
 * The loops in WebAssembly SIMD: the same bits as in TypeScript, 2 to 4 times as fast. They work where values lie in
 * their memory (`takeValues`); anywhere else, and on types they do not know, the TypeScript ones do. Null where the
 * machine has no SIMD.
 */
export async function createSimdKernels(): Promise<Kernels | null> {
  const simd = await openSimdExports();
  if (simd === null) return null;
  const { memory } = simd;
  const place = layout(simd.heap_base());
  const rooms = Array.from({ length: ROOMS }, () => place(ROOM_WEIGHTS * 4));
  const input = place(INPUT_BYTES);
  const levels = place(ROOM_WEIGHTS);
  const scales = place(ROOM_WEIGHTS / 16);
  const tiles = place(0);
  // IMPORTANT: memory never grows after this, or every view into it would be lost.
  const { buffer } = memory;
  const inMemory = (values: Float32Array): boolean => values.buffer === buffer;

  const decoder =
    (name: 'decode_f16' | 'decode_bf16', scalar: Decoder): Decoder =>
    (bytes, out) => {
      const size = out.length * 2;
      if (!inMemory(out) || size > INPUT_BYTES || out.length % 8 !== 0 || out.byteOffset % 4 !== 0)
        return scalar(bytes, out);
      new Uint8Array(buffer, input, size).set(bytes.subarray(0, size));
      return simd[name](input, out.byteOffset, out.length) === 1;
    };

  const free = rooms.map((at) => at);
  return {
    decoders: {
      ...SCALAR_KERNELS.decoders,
      F16: decoder('decode_f16', SCALAR_KERNELS.decoders.F16),
      BF16: decoder('decode_bf16', SCALAR_KERNELS.decoders.BF16),
    },
    quantizeGroups(format, values, count, words, halves, tensor) {
      const fits = inMemory(values) && count <= ROOM_WEIGHTS;
      if (fits && simd.quantize(values.byteOffset, count, format.bits, levels, scales) === 1) {
        words.set(new Uint32Array(buffer, levels, words.length));
        halves.set(new Uint16Array(buffer, scales, halves.length));
        return;
      }
      // Also where a scale overflows: this one throws the error.
      quantizeGroups(format, values, count, words, halves, tensor);
    },
    prepareUpdate: (pair) => updateOf(simd, pair, tiles, inMemory),
    takeValues(count) {
      const at = count <= ROOM_WEIGHTS ? free.pop() : undefined;
      return at === undefined ? new Float32Array(count) : new Float32Array(buffer, at, count);
    },
    giveValues(values) {
      if (inMemory(values)) free.push(values.byteOffset);
    },
  };
}

/** Hands out addresses, one after the other. */
function layout(start: number): (bytes: number) => number {
  let next = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
  return (bytes) => {
    const at = next;
    next += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return at;
  };
}

function updateOf(
  simd: SimdExports,
  pair: LoraPair,
  tiles: number,
  inMemory: (values: Float32Array) => boolean,
): RowUpdate {
  const fast = simdUpdate(simd, pair, tiles);
  let scalar: RowUpdate | null = null;
  return {
    add(rowStart, rowCount, values) {
      if (fast !== null && inMemory(values)) fast.add(rowStart, rowCount, values);
      else (scalar ??= scalarUpdate(pair)).add(rowStart, rowCount, values);
    },
  };
}
