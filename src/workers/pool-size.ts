import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import type { LlamaArchitecture } from '../domain/model/architecture.ts';
import { openAdapter } from '../pipeline/formats/peft/open-adapter.ts';
import type { LoraShape } from '../pipeline/weight-source.ts';
import type { ShardPlan } from '../pipeline/shards/shard-plan.ts';

/** What a merge may take of the browser's memory, all workers together, whatever the model's size. */
const HEAP_BYTES = 600_000_000;
/** The page, and the worker that collects shards, beside the shards themselves. Measured: 15.8 MB. */
const COORDINATOR_BYTES = 16_000_000;
/** Its code, the kernels' memory, two blocks and what it reads. Measured for 8 billion weights in q8f16_1: 9.3 MB. */
const WORKER_BYTES = 12_000_000;
/** Three ordinary shards. */
const OPEN_SHARDS_BYTES = 100_000_000;

/** Two pairs that stay prepared, and one that is being read. */
const PAIRS_PER_WORKER = 3;

/**
 * Conversion workers for a model: as many as wanted, fewer beside embeddings or an adapter of a rank that need the memory
 * for themselves.
 * @throws ReadroomError `library/adapter-too-large` when the adapter's updates alone are more than a merge may take
 */
export function poolSize(
  wanted: number,
  { parameters }: Pick<ShardPlan, 'parameters'>,
  largestPair: LoraShape | null = null,
): number {
  let open = OPEN_SHARDS_BYTES;
  for (const parameter of parameters) {
    if (parameter.kind === 'matrix') open = Math.max(open, parameter.weight.nbytes + parameter.scale.nbytes);
  }
  const worker = WORKER_BYTES + PAIRS_PER_WORKER * pairBytes(largestPair);
  if (largestPair !== null && worker > HEAP_BYTES - COORDINATOR_BYTES - OPEN_SHARDS_BYTES)
    throw new ReadroomError('library/adapter-too-large', `rank ${largestPair.rank}`);
  const left = HEAP_BYTES - COORDINATOR_BYTES - open;
  return Math.max(1, Math.min(wanted, Math.floor(left / worker)));
}

/** The pair of an adapter that takes the most memory; null when there is none, or none that can be opened. */
export async function largestPair(
  files: FileSet | null,
  architecture: LlamaArchitecture,
): Promise<LoraShape | null> {
  if (files === null) return null;
  // Whoever merges opens it again, and says what is wrong with it.
  const adapter = await openAdapter(files, architecture).catch(() => null);
  return [...(adapter?.pairs.values() ?? [])].reduce<LoraShape | null>(
    (largest, pair) => (pairBytes(pair) > pairBytes(largest) ? pair : largest),
    null,
  );
}

/** A and B in float32. */
function pairBytes(pair: LoraShape | null): number {
  return pair === null ? 0 : pair.rank * (pair.rows + pair.columns) * Float32Array.BYTES_PER_ELEMENT;
}
