import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { exactPower, exactSinCos } from '../exact-math.ts';
import { llama3Factors } from '../formats/gguf/rope-factors.ts';

/** Cosines and sines of every position's rotations, each [tokens, headDim / 2]. */
export interface RotaryTable {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

export function rotaryTable(architecture: LlamaArchitecture, tokens: number): RotaryTable {
  const { headDim, ropeTheta, ropeScaling } = architecture;
  const half = headDim / 2;
  const factors = ropeScaling === null ? null : llama3Factors(ropeScaling, ropeTheta, headDim);
  const cos = new Float64Array(tokens * half);
  const sin = new Float64Array(tokens * half);
  for (let i = 0; i < half; i++) {
    const frequency = exactPower(ropeTheta, (-2 * i) / headDim) / (factors?.[i] ?? 1);
    for (let token = 0; token < tokens; token++) {
      [sin[token * half + i], cos[token * half + i]] = exactSinCos(token * frequency);
    }
  }
  return { cos, sin };
}

/** Rotates one head of one token in place: element i together with element i + headDim / 2, as Hugging Face's Llama. */
export function rotateHead(
  values: Float64Array,
  start: number,
  headDim: number,
  table: RotaryTable,
  token: number,
): void {
  const half = headDim / 2;
  for (let i = 0; i < half; i++) {
    const cos = table.cos[token * half + i] ?? 0;
    const sin = table.sin[token * half + i] ?? 0;
    const low = values[start + i] ?? 0;
    const high = values[start + half + i] ?? 0;
    values[start + i] = low * cos - high * sin;
    values[start + half + i] = high * cos + low * sin;
  }
}
