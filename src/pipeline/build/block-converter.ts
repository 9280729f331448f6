import type { PlannedMatrix, PlannedVector } from '../shards/shard-plan.ts';

/** Rows of one source of one planned parameter; four numbers, so that a job crosses to a worker for nothing. */
export interface BlockJob {
  /** Index into `ShardPlan.parameters`. */
  readonly parameter: number;
  /** Index into the matrix's `sources`; 0 for a vector. */
  readonly source: number;
  /** First row within the source, and how many. A vector is one row. */
  readonly row: number;
  readonly rows: number;
}

/** A block in the form in which the shards hold it. */
export interface ConvertedBlock {
  /** Both lie in here; given back by `release`. */
  readonly buffer: ArrayBuffer;
  /** Packed levels, or a vector's values. They begin the buffer. */
  readonly weightBytes: number;
  /** Follow the levels; 0 for a vector. */
  readonly scaleBytes: number;
}

/** Reads, merges and quantizes blocks: in this thread, or in several others. Where it does so decides no byte. */
export interface BlockConverter {
  /** Weights of a full job. */
  readonly blockWeights: number;
  /** Jobs that should be under way together; memory grows with it. */
  readonly inFlight: number;
  /** @throws ReadroomError `format/…`, `pipeline/out-of-range`; AbortError within a row block of the signal */
  convert(job: BlockJob, signal?: AbortSignal): Promise<ConvertedBlock>;
  /** Takes a block's memory back for a later block; its bytes are gone then. */
  release(block: ConvertedBlock): void;
}

/** The jobs of one parameter, in row order. */
export function* blocksOf(
  parameter: PlannedMatrix | PlannedVector,
  index: number,
  blockWeights: number,
): Generator<BlockJob> {
  if (parameter.kind === 'vector') {
    yield { parameter: index, source: 0, row: 0, rows: 1 };
    return;
  }
  const rowsPerBlock = Math.max(1, Math.floor(blockWeights / parameter.columns));
  for (const [source, { rows }] of parameter.sources.entries()) {
    for (let row = 0; row < rows; row += rowsPerBlock) {
      yield { parameter: index, source, row, rows: Math.min(rowsPerBlock, rows - row) };
    }
  }
}
