import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { show, showAll } from '../../formats/failure.ts';
import type { PlannedTensor, ShardPlan } from '../../shards/shard-plan.ts';
import type { MlcShard, MlcTensor } from './tensor-list.ts';

/** Where a planned tensor's bytes lie in MLC's files. */
export interface FoundTensor {
  readonly path: string;
  readonly tensor: MlcTensor;
}

/**
 * Finds every tensor of the plan by name, and holds its shape, type and size to the plan; anything more is refused too,
 * since weights that we do not know would be missing from the arithmetic.
 * @throws ReadroomError `format/missing-tensor`, `format/unknown-tensor`, `format/wrong-shape`, `format/unsupported-dtype`
 */
export function matchTensors(plan: ShardPlan, shards: readonly MlcShard[]): ReadonlyMap<string, FoundTensor> {
  const found = new Map<string, FoundTensor>();
  for (const { path, tensors } of shards) {
    for (const tensor of tensors) found.set(tensor.name, { path, tensor });
  }
  const planned = plan.shards.flatMap((shard) => shard.tensors);
  const missing = planned.filter(({ name }) => !found.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new ReadroomError('format/missing-tensor', showAll(missing));
  const known = new Set(planned.map(({ name }) => name));
  const unknown = [...found.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new ReadroomError('format/unknown-tensor', showAll(unknown));
  for (const tensor of planned) {
    const other = found.get(tensor.name)?.tensor;
    if (other !== undefined) checkTensor(tensor, other);
  }
  return found;
}

function checkTensor(planned: PlannedTensor, { shape, dtype, packed, nbytes }: MlcTensor): void {
  const { name } = planned;
  if (shape.length !== planned.shape.length || shape.some((size, axis) => size !== planned.shape[axis]))
    throw new ReadroomError(
      'format/wrong-shape',
      `${name}: ${shape.join(' × ')}, not ${planned.shape.join(' × ')}`,
    );
  if (dtype !== planned.dtype)
    throw new ReadroomError('format/unsupported-dtype', `${name}: ${show(dtype)}, not ${planned.dtype}`);
  const expected = packed ? planned.nbytes / 2 : planned.nbytes;
  if (nbytes !== expected)
    throw new ReadroomError('format/bad-offsets', `${name}: ${nbytes} bytes, not ${expected}`);
}
