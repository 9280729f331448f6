import { huggingFaceName } from '../formats/gguf/names.ts';

const WHOLE = ['token_embd', 'output_norm', 'output'];
const IN_LAYER = [
  'attn_norm',
  'attn_q',
  'attn_k',
  'attn_v',
  'attn_output',
  'ffn_norm',
  'ffn_gate',
  'ffn_up',
  'ffn_down',
];

/** GGUF's names by Hugging Face's: the reader's mapping turned round, so that the two cannot disagree. */
export function ggufNames(layers: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (ggufName: string): void => {
    const name = huggingFaceName(ggufName);
    if (name !== null) names.set(name, ggufName);
  };
  for (const part of WHOLE) add(`${part}.weight`);
  for (let layer = 0; layer < layers; layer++) {
    for (const part of IN_LAYER) add(`blk.${layer}.${part}.weight`);
  }
  return names;
}
