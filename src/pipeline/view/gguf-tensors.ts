import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { GROUP_SIZE, type QuantizationFormat } from '../../domain/model/quantization.ts';
import { isInterleaved } from '../formats/gguf/names.ts';
import type { PlannedMatrix, PlannedVector, ShardPlan } from '../shards/shard-plan.ts';
import { padding } from './gguf-encoder.ts';
import { ggufNames } from './gguf-names.ts';

export const ALIGNMENT = 32;
export const GGML_F32 = 0;
const GGML_Q4_0 = 2;
const GGML_Q8_0 = 8;
/** A block is one binary16 scale and 32 levels. */
export const BLOCK_BYTES: Readonly<Record<4 | 8, number>> = { 4: 18, 8: 34 };

/** Where a tensor's values come from. */
export type GgufTensorSource =
  | {
      readonly kind: 'matrix';
      readonly matrix: PlannedMatrix;
      readonly rowStart: number;
      readonly rows: number;
      /** Rows of one head whose halves are interleaved; null for matrices that keep their row order. */
      readonly interleavedHead: number | null;
    }
  | { readonly kind: 'vector'; readonly vector: PlannedVector }
  | { readonly kind: 'values'; readonly values: Float32Array };

export interface GgufTensor {
  readonly name: string;
  /** ggml's order: columns first. */
  readonly dimensions: readonly number[];
  readonly type: number;
  /** From the start of the data section, a multiple of 32. */
  readonly offset: number;
  readonly nbytes: number;
  readonly source: GgufTensorSource;
}

/**
 * The view's tensors in the shards' order, so that a stream needs each shard once. The shards' fused matrices
 * are cut back into the parts that llama.cpp knows.
 */
export function ggufTensors(
  architecture: LlamaArchitecture,
  format: QuantizationFormat,
  plan: ShardPlan,
  ropeFactors: Float32Array | null,
): GgufTensor[] {
  const names = ggufNames(architecture.layers);
  const tensors: GgufTensor[] = [];
  let offset = 0;
  const add = (
    name: string,
    dimensions: readonly number[],
    type: number,
    nbytes: number,
    source: GgufTensorSource,
  ): void => {
    tensors.push({ name, dimensions, type, offset, nbytes, source });
    offset += nbytes + padding(nbytes, ALIGNMENT);
  };
  if (ropeFactors !== null) {
    const source = { kind: 'values', values: ropeFactors } as const;
    add('rope_freqs.weight', [ropeFactors.length], GGML_F32, ropeFactors.byteLength, source);
  }
  for (const parameter of plan.parameters) {
    if (parameter.kind === 'vector') {
      const source = { kind: 'vector', vector: parameter } as const;
      add(names.get(parameter.name) ?? '', [parameter.length], GGML_F32, parameter.length * 4, source);
      continue;
    }
    const { columns } = parameter;
    let rowStart = 0;
    for (const { name, rows } of parameter.sources) {
      const interleavedHead = isInterleaved(name) ? architecture.headDim : null;
      const nbytes = rows * (columns / GROUP_SIZE) * BLOCK_BYTES[format.bits];
      const type = format.bits === 4 ? GGML_Q4_0 : GGML_Q8_0;
      const source = { kind: 'matrix', matrix: parameter, rowStart, rows, interleavedHead } as const;
      add(names.get(name) ?? '', [columns, rows], type, nbytes, source);
      rowStart += rows;
    }
  }
  return tensors;
}

/** Row of the base's order that stands at `row` of GGUF's: within a head, halves are interleaved. */
export function sourceRow(row: number, head: number | null): number {
  if (head === null) return row;
  const inHead = row % head;
  return row - inHead + (inHead % 2) * (head / 2) + Math.floor(inHead / 2);
}
