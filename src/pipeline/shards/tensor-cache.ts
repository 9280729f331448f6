import type { ShardPlan } from './shard-plan.ts';

/** The fields of tensor-cache.json (MLC's former ndarray-cache.json); `md5sum` as MLC's own tools write it. */
export interface TensorCache {
  readonly metadata: {
    readonly ParamSize: number;
    readonly ParamBytes: number;
    readonly BitsPerParam: number;
  };
  readonly records: readonly {
    readonly dataPath: string;
    readonly format: 'raw-shard';
    readonly nbytes: number;
    readonly records: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: string;
      readonly format: 'raw';
      readonly nbytes: number;
      readonly byteOffset: number;
    }[];
    readonly md5sum: string;
  }[];
}

/** @param md5 of each shard in order */
export function tensorCache(plan: ShardPlan, md5: readonly string[]): TensorCache {
  return {
    metadata: {
      ParamSize: plan.shards.reduce((sum, shard) => sum + shard.tensors.length, 0),
      ParamBytes: plan.nbytes,
      BitsPerParam: (plan.nbytes * 8) / plan.weightCount,
    },
    records: plan.shards.map((shard, index) => ({
      dataPath: shard.path,
      format: 'raw-shard',
      nbytes: shard.nbytes,
      records: shard.tensors.map(({ name, shape, dtype, nbytes, byteOffset }) => ({
        name,
        shape,
        dtype,
        format: 'raw',
        nbytes,
        byteOffset,
      })),
      md5sum: md5[index] ?? '',
    })),
  };
}
