import type { Quantization } from '../../domain/model/quantization.ts';
import type { MergedSource } from '../merge/merged-source.ts';
import type { PlannedMatrix, PlannedVector, ShardPlan } from '../shards/shard-plan.ts';
import type { WeightInfo } from '../weight-source.ts';
import { ParameterConverter } from './convert-parameter.ts';
import type { ShardWriter } from './shard-writer.ts';

/** Converts every parameter that is not yet in a finished shard; reports the base's bytes as they are taken in. */
export async function convertAll(
  plan: ShardPlan,
  quantization: Quantization,
  source: MergedSource,
  infos: ReadonlyMap<string, WeightInfo>,
  writer: ShardWriter,
  onBytes: (tensor: string, bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const converter = new ParameterConverter(quantization, source, writer);
  const onBlock = (tensor: string, weights: number): void => {
    const info = infos.get(tensor);
    const size = info?.shape.reduce((product, length) => product * length, 1) ?? weights;
    onBytes(tensor, ((info?.nbytes ?? 0) * weights) / size);
  };
  for (const parameter of plan.parameters) {
    if (isFinished(parameter, writer)) {
      const sources = parameter.kind === 'vector' ? [parameter] : parameter.sources;
      for (const { name } of sources) onBytes(name, infos.get(name)?.nbytes ?? 0);
    } else await converter.convert(parameter, onBlock, signal);
  }
}

function isFinished(parameter: PlannedMatrix | PlannedVector, writer: ShardWriter): boolean {
  if (parameter.kind === 'vector') return writer.isFinished(parameter.tensor);
  return writer.isFinished(parameter.weight) && writer.isFinished(parameter.scale);
}
