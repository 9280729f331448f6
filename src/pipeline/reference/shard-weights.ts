import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { GROUP_SIZE, QUANTIZATION_FORMATS, type Quantization } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import type { PlannedMatrix, PlannedTensor, PlannedVector, ShardPlan } from '../shards/shard-plan.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import { storedFloats } from '../shards/stored-floats.ts';
import type { QuantizedModelReader } from '../view/quantized-model-reader.ts';
import { ShardCache } from '../view/shard-cache.ts';
import type { MatrixRows, ReferenceWeights } from './weights.ts';

export interface ShardWeights extends ReferenceWeights {
  /** Frees the shards that are still in memory; no matrix may be read after it. */
  giveBack(): void;
}

/**
 * The weights of a built model, decoded from its shards: w = (q − maxLevel) · scale, exactly. At most two shards are
 * in memory, and a matrix is good until the next one is asked for. The reader is trusted to have checked hashes, and what
 * it gives is freed after use.
 */
export function shardWeights(
  plan: ShardPlan,
  quantization: Quantization,
  reader: Pick<QuantizedModelReader, 'readFile'>,
): ShardWeights {
  const shards = new ShardCache(reader, plan, giveBack);
  const { bits, maxLevel } = QUANTIZATION_FORMATS[quantization];
  const parameters = new Map(plan.parameters.map((parameter) => [parameter.name, parameter]));
  return {
    async matrix(name, signal) {
      const matrix = required(parameters.get(name), 'matrix', name);
      const scales = storedScales(matrix.scale, await shards.read(matrix.scale, signal));
      const levels = await shards.read(matrix.weight, signal);
      return bits === 8
        ? rowsOf8(matrix, levels, scales, maxLevel)
        : rowsOf4(matrix, levels, scales, maxLevel);
    },
    async vector(name, signal) {
      const { tensor } = required(parameters.get(name), 'vector', name);
      return storedFloats(tensor, await shards.read(tensor, signal));
    },
    giveBack: () => shards.clear(),
  };
}

type Scales = (group: number) => number;

/** Read where they lie: widened, the scales of large embeddings would take as much as two shards. */
function storedScales(tensor: PlannedTensor, bytes: Uint8Array): Scales {
  if (tensor.dtype === 'float32') {
    const floats = storedFloats(tensor, bytes);
    return (group) => floats[group] ?? 0;
  }
  // A copy only where the shard itself begins at an odd address.
  const even = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  const halves = new Uint16Array(even.buffer, even.byteOffset, even.byteLength / 2);
  return (group) => HALF_TO_FLOAT[halves[group] ?? 0] ?? 0;
}

function rowsOf8(
  { rows, columns }: PlannedMatrix,
  levels: Uint8Array, // [rows, columns]
  scales: Scales, // [rows, columns / 32]
  maxLevel: number,
): MatrixRows {
  return {
    rows,
    columns,
    packed: { bits: 8, levels, scaleOf: scales },
    readRow(row, out) {
      const first = row * columns;
      for (let start = 0; start < columns; start += GROUP_SIZE) {
        const scale = scales((first + start) / GROUP_SIZE);
        for (let i = start; i < start + GROUP_SIZE; i++) {
          out[i] = ((levels[first + i] ?? 0) - maxLevel) * scale;
        }
      }
    },
  };
}

function rowsOf4(
  { rows, columns }: PlannedMatrix,
  levels: Uint8Array, // [rows, columns / 2], the even column in the low half
  scales: Scales, // [rows, columns / 32]
  maxLevel: number,
): MatrixRows {
  return {
    rows,
    columns,
    packed: { bits: 4, levels, scaleOf: scales },
    readRow(row, out) {
      const first = row * columns;
      for (let start = 0; start < columns; start += GROUP_SIZE) {
        const scale = scales((first + start) / GROUP_SIZE);
        for (let i = start; i < start + GROUP_SIZE; i += 2) {
          const pair = levels[(first + i) / 2] ?? 0;
          out[i] = ((pair & 15) - maxLevel) * scale;
          out[i + 1] = ((pair >>> 4) - maxLevel) * scale;
        }
      }
    },
  };
}

function required<K extends 'matrix' | 'vector'>(
  parameter: PlannedMatrix | PlannedVector | undefined,
  kind: K,
  name: string,
): Extract<PlannedMatrix | PlannedVector, { kind: K }> {
  if (parameter?.kind === kind) return parameter as Extract<PlannedMatrix | PlannedVector, { kind: K }>;
  throw new ReadroomError('model/inconsistent', `no ${kind} ${name}`);
}
