import type { ShardPlan } from '../pipeline/shards/shard-plan.ts';

/** What a merge may take of the browser's memory, all workers together, whatever the model's size. */
const HEAP_BYTES = 600_000_000;
/** The page, and the worker that collects shards, beside the shards themselves. */
const COORDINATOR_BYTES = 12_000_000;
/** Measured: its code, the kernels' memory, two blocks and what it reads. */
const WORKER_BYTES = 18_000_000;
/** Three ordinary shards. */
const OPEN_SHARDS_BYTES = 100_000_000;

/** Conversion workers for a model: as many as wanted, fewer beside embeddings that need the memory for themselves. */
export function poolSize(wanted: number, { parameters }: Pick<ShardPlan, 'parameters'>): number {
  let open = OPEN_SHARDS_BYTES;
  for (const parameter of parameters) {
    if (parameter.kind === 'matrix') open = Math.max(open, parameter.weight.nbytes + parameter.scale.nbytes);
  }
  const left = HEAP_BYTES - COORDINATOR_BYTES - open;
  return Math.max(1, Math.min(wanted, Math.floor(left / WORKER_BYTES)));
}
