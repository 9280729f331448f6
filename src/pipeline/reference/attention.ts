import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { exactExp } from '../exact-math.ts';
import { rotateHead, type RotaryTable } from './rotary.ts';

/**
 * Causal grouped-query attention over the prompt itself; rotates q and k in place.
 * @param qkv [tokens, (attentionHeads + 2 · keyValueHeads) · headDim]: all of q, then k, then v
 * @returns [tokens, attentionHeads · headDim]
 */
export function attention(
  { attentionHeads, keyValueHeads, headDim }: LlamaArchitecture,
  qkv: Float64Array,
  tokens: number,
  rotary: RotaryTable,
): Float64Array {
  const width = (attentionHeads + 2 * keyValueHeads) * headDim;
  const out = new Float64Array(tokens * attentionHeads * headDim);
  const scores = new Float64Array(tokens);
  for (let token = 0; token < tokens; token++) {
    for (let head = 0; head < attentionHeads + keyValueHeads; head++) {
      rotateHead(qkv, token * width + head * headDim, headDim, rotary, token);
    }
  }
  const scale = 1 / Math.sqrt(headDim);
  for (let head = 0; head < attentionHeads; head++) {
    // Neighbouring query heads share a key-value head.
    const keyHead = attentionHeads + Math.floor((head * keyValueHeads) / attentionHeads);
    const keys = keyHead * headDim;
    const values = (keyHead + keyValueHeads) * headDim;
    for (let token = 0; token < tokens; token++) {
      const query = token * width + head * headDim;
      for (let past = 0; past <= token; past++) {
        scores[past] = dot(qkv, query, past * width + keys, headDim) * scale;
      }
      softmax(scores, token + 1);
      const to = (token * attentionHeads + head) * headDim;
      for (let past = 0; past <= token; past++) {
        const weight = scores[past] ?? 0;
        const from = past * width + values;
        for (let i = 0; i < headDim; i++) out[to + i] = (out[to + i] ?? 0) + weight * (qkv[from + i] ?? 0);
      }
    }
  }
  return out;
}

function dot(values: Float64Array, left: number, right: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (values[left + i] ?? 0) * (values[right + i] ?? 0);
  return sum;
}

/** Softmax of the first `length` values, in place. */
function softmax(values: Float64Array, length: number): void {
  let largest = -Infinity;
  for (let i = 0; i < length; i++) largest = Math.max(largest, values[i] ?? 0);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const weight = exactExp((values[i] ?? 0) - largest);
    values[i] = weight;
    sum += weight;
  }
  for (let i = 0; i < length; i++) values[i] = (values[i] ?? 0) / sum;
}
