import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { GROUP_SIZE, QUANTIZATION_FORMATS, type Quantization } from '../../domain/model/quantization.ts';
import { unwrap } from '../../domain/result.ts';
import { checkArchitecture } from '../formats/llama-limits.ts';
import { llamaParameters, type MatrixParameter, type VectorParameter } from './parameters.ts';

/** MLC's own shard size: one request, one row of IndexedDB, one GPU upload. */
export const MAX_SHARD_BYTES: number = 32 * 1024 * 1024;

/** One tensor's place in the shards. */
export interface PlannedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'uint32' | 'float16' | 'float32';
  readonly nbytes: number;
  /** Index into `ShardPlan.shards`. */
  readonly shard: number;
  readonly byteOffset: number;
}

export interface PlannedMatrix extends MatrixParameter {
  /** [rows, columns / 8] or [rows, columns / 4], uint32. */
  readonly weight: PlannedTensor;
  /** [rows, columns / 32], float16 or float32. */
  readonly scale: PlannedTensor;
}

export interface PlannedVector extends VectorParameter {
  /** [length], float16 or float32. */
  readonly tensor: PlannedTensor;
}

export interface PlannedShard {
  readonly path: string;
  readonly nbytes: number;
  readonly tensors: readonly PlannedTensor[];
}

/** Everything about a built model's weights but the weights: known before the first of them is read. */
export interface ShardPlan {
  readonly parameters: readonly (PlannedMatrix | PlannedVector)[];
  readonly shards: readonly PlannedShard[];
  readonly nbytes: number;
  /** Weights before quantization. */
  readonly weightCount: number;
}

/**
 * Packs the tensors greedily in parameter order into shards of at most 32 MiB. A larger tensor gets a shard of its
 * own, since the format cannot split one.
 * @throws ReadroomError `pipeline/unsupported-shape` when a row is not made of whole groups of 32; `format/over-limit`,
 * `format/bad-config` for sizes that no Llama has
 */
export function planShards(architecture: LlamaArchitecture, quantization: Quantization): ShardPlan {
  unwrap(checkArchitecture(architecture, 'architecture'));
  const { bits, dtype } = QUANTIZATION_FORMATS[quantization];
  const packer = new ShardPacker();
  let weightCount = 0;
  const parameters = llamaParameters(architecture).map((parameter): PlannedMatrix | PlannedVector => {
    if (parameter.kind === 'vector') {
      weightCount += parameter.length;
      return { ...parameter, tensor: packer.place(parameter.name, [parameter.length], dtype) };
    }
    const { name, rows, columns } = parameter;
    if (columns % GROUP_SIZE !== 0) {
      throw new ReadroomError(
        'pipeline/unsupported-shape',
        `${name}: ${columns} columns, not a multiple of 32`,
      );
    }
    weightCount += rows * columns;
    const weight = packer.place(`${name}.q_weight`, [rows, columns / (32 / bits)], 'uint32');
    const scale = packer.place(`${name}.q_scale`, [rows, columns / GROUP_SIZE], dtype);
    return { ...parameter, weight, scale };
  });
  const nbytes = packer.shards.reduce((sum, shard) => sum + shard.nbytes, 0);
  return { parameters, shards: packer.shards, nbytes, weightCount };
}

class ShardPacker {
  readonly shards: { path: string; nbytes: number; tensors: PlannedTensor[] }[] = [];

  place(name: string, shape: readonly number[], dtype: PlannedTensor['dtype']): PlannedTensor {
    const nbytes = shape.reduce((product, size) => product * size, dtype === 'float16' ? 2 : 4);
    let shard = this.shards.at(-1);
    if (shard === undefined || shard.nbytes + nbytes > MAX_SHARD_BYTES) {
      shard = { path: `params_shard_${this.shards.length}.bin`, nbytes: 0, tensors: [] };
      this.shards.push(shard);
    }
    const tensor = { name, shape, dtype, nbytes, shard: this.shards.length - 1, byteOffset: shard.nbytes };
    shard.tensors.push(tensor);
    shard.nbytes += nbytes;
    return tensor;
  }
}
