import type { PlannedMatrix, PlannedVector } from '../shards/shard-plan.ts';
import type { BlockJob, ConvertedBlock } from './block-converter.ts';
import type { ShardWriter } from './shard-writer.ts';

/** Copies a block to its place in the shards. */
export function placeBlock(
  parameter: PlannedMatrix | PlannedVector,
  job: BlockJob,
  { buffer, weightBytes, scaleBytes }: ConvertedBlock,
  writer: Pick<ShardWriter, 'write'>,
): void {
  const weights = new Uint8Array(buffer, 0, weightBytes);
  if (parameter.kind === 'vector') {
    writer.write(parameter.tensor, 0, weights);
    return;
  }
  const { weight, scale, rows, sources } = parameter;
  let row = job.row;
  for (const { rows: before } of sources.slice(0, job.source)) row += before;
  writer.write(weight, (row * weight.nbytes) / rows, weights);
  writer.write(scale, (row * scale.nbytes) / rows, new Uint8Array(buffer, weightBytes, scaleBytes));
}
