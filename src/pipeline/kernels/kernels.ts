import { DECODERS, type Decoder } from '../formats/decode/decode.ts';
import { mergeRows, preparePair } from '../merge/merge-rows.ts';
import { createBufferPool } from '../buffer-pool.ts';
import { quantizeGroups } from '../quantize/quantize-groups.ts';
import type { LoraPair, WeightDtype } from '../weight-source.ts';

/** A low-rank update ready to be added to rows. */
export interface RowUpdate {
  /** W ← W + scale·B·A for `rowCount` rows of W from `rowStart`, in place in `values` [rowCount, columns]. */
  add(rowStart: number, rowCount: number, values: Float32Array): void;
}

export type QuantizeGroups = typeof quantizeGroups;

/** The loops in which a conversion spends its time. Every implementation gives the same bits. */
export interface Kernels {
  readonly decoders: Readonly<Record<WeightDtype, Decoder>>;
  readonly quantizeGroups: QuantizeGroups;
  prepareUpdate(pair: LoraPair): RowUpdate;
  /** Room for values on which these kernels are at their best; to be given back. */
  takeValues(count: number): Float32Array;
  giveValues(values: Float32Array): void;
}

/** Weights of an ordinary room for values: a step of the converter. */
export const ROOM_WEIGHTS: number = 512 * 1024;

const rooms = createBufferPool(ROOM_WEIGHTS * Float32Array.BYTES_PER_ELEMENT);

/** In plain TypeScript: the reference, and what runs everywhere. */
export const SCALAR_KERNELS: Kernels = {
  decoders: DECODERS,
  quantizeGroups,
  prepareUpdate: scalarUpdate,
  takeValues: (count) => new Float32Array(rooms.take(count * Float32Array.BYTES_PER_ELEMENT), 0, count),
  giveValues: ({ buffer }) => {
    if (buffer instanceof ArrayBuffer) rooms.give(buffer);
  },
};

export function scalarUpdate(pair: LoraPair): RowUpdate {
  const prepared = preparePair(pair);
  return { add: (rowStart, rowCount, values) => mergeRows(prepared, rowStart, rowCount, values) };
}
