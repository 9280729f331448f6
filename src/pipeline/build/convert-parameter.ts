import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { GROUP_SIZE, QUANTIZATION_FORMATS, type Quantization } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import type { MergedSource } from '../merge/merged-source.ts';
import { toHalf } from '../quantize/half.ts';
import { quantizeGroups } from '../quantize/quantize-groups.ts';
import type { PlannedMatrix, PlannedVector } from '../shards/shard-plan.ts';
import type { ShardWriter } from './shard-writer.ts';

/**
 * Weights of one row block: 2 MiB as float32. Measured: below 1 MiB the reads' own cost shows, above 8 MiB the
 * caches' end does.
 */
const BLOCK_WEIGHTS = 512 * 1024;

/** Reports after every row block how many weights of which base tensor were taken in. */
export type BlockListener = (source: string, weights: number) => void;

/** Reads, merges, quantizes and writes parameters; owns the buffers that they share. */
export class ParameterConverter {
  readonly #quantization: Quantization;
  readonly #source: MergedSource;
  readonly #writer: ShardWriter;
  #values = new Float32Array(0);
  #words = new Uint32Array(0);
  #scales = new Uint16Array(0);

  constructor(quantization: Quantization, source: MergedSource, writer: ShardWriter) {
    this.#quantization = quantization;
    this.#source = source;
    this.#writer = writer;
  }

  /** @throws AbortError within one row block of the signal; ReadroomError `format/…`, `pipeline/out-of-range` */
  async convert(
    parameter: PlannedMatrix | PlannedVector,
    onBlock: BlockListener,
    signal?: AbortSignal,
  ): Promise<void> {
    if (parameter.kind === 'vector') await this.#convertVector(parameter, onBlock, signal);
    else await this.#convertMatrix(parameter, onBlock, signal);
    await this.#writer.flush();
  }

  async #convertMatrix(matrix: PlannedMatrix, onBlock: BlockListener, signal?: AbortSignal): Promise<void> {
    const { columns } = matrix;
    const rowsPerBlock = Math.max(1, Math.floor(BLOCK_WEIGHTS / columns));
    let outRow = 0;
    for (const { name, rows } of matrix.sources) {
      for (let row = 0; row < rows; row += rowsPerBlock) {
        signal?.throwIfAborted();
        const count = Math.min(rowsPerBlock, rows - row);
        const values = this.#block(count * columns);
        await this.#source.readRows(name, row, count, values, signal);
        this.#writeQuantized(matrix, name, outRow, values);
        outRow += count;
        onBlock(name, values.length);
      }
    }
  }

  #writeQuantized(matrix: PlannedMatrix, name: string, row: number, values: Float32Array): void {
    const format = QUANTIZATION_FORMATS[this.#quantization];
    const words = this.#words.subarray(0, values.length / (32 / format.bits));
    const scales = this.#scales.subarray(0, values.length / GROUP_SIZE);
    quantizeGroups(format, values, values.length, words, scales, name);
    const scaleValues = format.dtype === 'float16' ? scales : widen(scales);
    const wordBytes = bytesOf(words);
    const scaleBytes = bytesOf(scaleValues);
    const { weight, scale, rows } = matrix;
    this.#writer.write(weight, (row * weight.nbytes) / rows, wordBytes);
    this.#writer.write(scale, (row * scale.nbytes) / rows, scaleBytes);
  }

  async #convertVector(vector: PlannedVector, onBlock: BlockListener, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const values = this.#block(vector.length);
    await this.#source.readRows(vector.name, 0, 1, values, signal);
    const stored = vector.tensor.dtype === 'float16' ? narrow(values, vector.name) : values;
    this.#writer.write(vector.tensor, 0, bytesOf(stored));
    onBlock(vector.name, vector.length);
  }

  #block(weights: number): Float32Array {
    if (this.#values.length < weights) {
      this.#values = new Float32Array(weights);
      this.#words = new Uint32Array(weights / 4);
      this.#scales = new Uint16Array(weights / GROUP_SIZE);
    }
    return this.#values.subarray(0, weights);
  }
}

/** The formats are little-endian, and so is every machine that runs a browser or Node today. */
function bytesOf(values: Uint32Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function widen(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => HALF_TO_FLOAT[half] ?? 0);
}

function narrow(values: Float32Array, tensor: string): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const half = toHalf(value);
    if ((half & 0x7fff) === 0x7c00) {
      throw new ReadroomError('pipeline/out-of-range', `${tensor}: a weight is too large for binary16`);
    }
    return half;
  });
}
