import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { GROUP_SIZE, QUANTIZATION_FORMATS, type Quantization } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { SCALAR_KERNELS, type Kernels } from '../kernels/kernels.ts';
import type { MergedSource } from '../merge/merged-source.ts';
import { toHalf } from '../quantize/half.ts';
import type { PlannedMatrix, PlannedVector, ShardPlan } from '../shards/shard-plan.ts';
import type { BlockConverter, BlockJob, ConvertedBlock } from './block-converter.ts';
import { createBufferPool } from '../buffer-pool.ts';

/**
 * Weights that are in work at a time, whatever a job's size: 2 MiB as float32. Measured: below 1 MiB the reads' own
 * cost shows, above 8 MiB the caches' end does.
 */
const STEP_WEIGHTS = 512 * 1024;

export interface LocalConverterOptions {
  /** Weights of a full job; one step when left out. */
  readonly blockWeights?: number;
  /** With two, one block is read while another is computed. */
  readonly inFlight?: number;
  /** The source should decode and merge with the same ones. */
  readonly kernels?: Pick<Kernels, 'quantizeGroups' | 'takeValues' | 'giveValues'>;
}

/** Converts in this thread. */
export function createLocalConverter(
  plan: Pick<ShardPlan, 'parameters'>,
  quantization: Quantization,
  source: MergedSource,
  { blockWeights = STEP_WEIGHTS, inFlight = 2, kernels = SCALAR_KERNELS }: LocalConverterOptions = {},
): BlockConverter {
  const format = QUANTIZATION_FORMATS[quantization];
  const scaleSize = format.dtype === 'float16' ? 2 : 4;
  const weightBytesOf = (weights: number): number => (weights * format.bits) / 8;
  const scaleBytesOf = (weights: number): number => (weights / GROUP_SIZE) * scaleSize;
  const outputs = createBufferPool(weightBytesOf(blockWeights) + scaleBytesOf(blockWeights));

  const convertMatrix = async (
    matrix: PlannedMatrix,
    job: BlockJob,
    signal?: AbortSignal,
  ): Promise<ConvertedBlock> => {
    const { columns } = matrix;
    const { name } = required(matrix.sources[job.source]);
    const total = job.rows * columns;
    const weightBytes = weightBytesOf(total);
    const scaleBytes = scaleBytesOf(total);
    const buffer = outputs.take(weightBytes + scaleBytes);
    const words = new Uint32Array(buffer, 0, weightBytes / 4);
    const scales = new (format.dtype === 'float16' ? Uint16Array : Float32Array)(
      buffer,
      weightBytes,
      total / GROUP_SIZE,
    );
    const rowsPerStep = Math.max(1, Math.floor(STEP_WEIGHTS / columns));
    const room = kernels.takeValues(Math.min(job.rows, rowsPerStep) * columns);
    try {
      for (let row = 0; row < job.rows; row += rowsPerStep) {
        signal?.throwIfAborted();
        const count = Math.min(rowsPerStep, job.rows - row) * columns;
        const values = room.subarray(0, count);
        await source.readRows(name, job.row + row, count / columns, values, signal);
        const from = row * columns;
        const stepWords = words.subarray(weightBytesOf(from) / 4, weightBytesOf(from + count) / 4);
        const stepScales = scales.subarray(from / GROUP_SIZE, (from + count) / GROUP_SIZE);
        const halves = stepScales instanceof Uint16Array ? stepScales : new Uint16Array(stepScales.length);
        kernels.quantizeGroups(format, values, count, stepWords, halves, name);
        if (stepScales instanceof Float32Array) widen(halves, stepScales);
      }
    } finally {
      kernels.giveValues(room);
    }
    return { buffer, weightBytes, scaleBytes };
  };

  const convertVector = async (vector: PlannedVector, signal?: AbortSignal): Promise<ConvertedBlock> => {
    signal?.throwIfAborted();
    const values = new Float32Array(vector.length);
    await source.readRows(vector.name, 0, 1, values, signal);
    const stored = vector.tensor.dtype === 'float16' ? narrow(values, vector.name) : values;
    return { buffer: stored.buffer, weightBytes: stored.byteLength, scaleBytes: 0 };
  };

  return {
    blockWeights,
    inFlight,
    convert: (job, signal) => {
      const parameter = required(plan.parameters[job.parameter]);
      return parameter.kind === 'vector'
        ? convertVector(parameter, signal)
        : convertMatrix(parameter, job, signal);
    },
    release: ({ buffer }) => outputs.give(buffer),
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('a block outside the plan');
  return value;
}

function widen(halves: Uint16Array, out: Float32Array): void {
  for (let i = 0; i < halves.length; i++) out[i] = HALF_TO_FLOAT[halves[i] ?? 0] ?? 0;
}

function narrow(values: Float32Array, tensor: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, (value) => {
    const half = toHalf(value);
    if ((half & 0x7fff) === 0x7c00) {
      throw new ReadroomError('pipeline/out-of-range', `${tensor}: a weight is too large for binary16`);
    }
    return half;
  });
}
