import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { MatrixRows, ReferenceWeights } from '../../pipeline/reference/weights.ts';
import { llamaParameters } from '../../pipeline/shards/parameters.ts';

/** The reference's view of unquantized weights by their Hugging Face names, fused as a built model has them. */
export function floatWeights(
  architecture: LlamaArchitecture,
  tensors: ReadonlyMap<string, Float32Array>,
): ReferenceWeights {
  const parameters = new Map(llamaParameters(architecture).map((parameter) => [parameter.name, parameter]));
  return {
    matrix: (name) => {
      const parameter = parameters.get(name);
      if (parameter?.kind !== 'matrix') throw new RangeError(name);
      const parts = parameter.sources.map((source) => tensors.get(source.name)!);
      const values = Float64Array.from(parts.flatMap((part) => [...part]));
      const { rows, columns } = parameter;
      const readRow: MatrixRows['readRow'] = (row, out) =>
        out.set(values.subarray(row * columns, (row + 1) * columns));
      return Promise.resolve({ rows, columns, readRow });
    },
    vector: (name) => Promise.resolve(tensors.get(name)!),
  };
}
