import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { llamaTensors } from '../../pipeline/formats/llama-tensors.ts';
import { learnedTokenizerJson } from './learned-tokenizer.ts';
import { createRandom, type Random } from './random.ts';
import { tinyFolder } from './tiny-llama.ts';

/**
 * How strongly each kind of matrix speaks, as the standard deviation of its output for inputs of deviation 1. Chosen
 * so that greedy texts look like drafts to an engine: they depend on the findings, end at different lengths, and after
 * an edit often begin as before (random weights of one size would only repeat the last token).
 */
const GAINS: readonly (readonly [name: RegExp, gain: number])[] = [
  [/\.[qk]_proj\./, 1.5],
  [/\.o_proj\./, 0.15],
  [/\.down_proj\./, 3],
  [/_proj\./, 1],
];
/** Deviation of an embedding's elements; with tied embeddings it is also what keeps logits moderate. */
const EMBEDDING = 0.25;
const LM_HEAD = 0.25;

export interface RandomLlamaOptions {
  readonly seed: number;
  /** Factors on the rows of embedding and output head, by token id: above 1 a token is written more often. */
  readonly stretch?: ReadonlyMap<number, number>;
}

/** A checkpoint folder (config.json, model.safetensors in F32, tokenizer.json) with random weights. */
export function randomLlama(
  architecture: LlamaArchitecture,
  options: RandomLlamaOptions,
): Record<string, Uint8Array | object> {
  const random = createRandom(options.seed);
  const tensors = [...llamaTensors(architecture)].map(([name, shape]) => {
    const values = weights(random, name, shape);
    if (/embed_tokens|lm_head/.test(name)) stretchRows(values, shape, options.stretch);
    return { name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) };
  });
  return {
    ...tinyFolder(architecture, tensors),
    'tokenizer.json': learnedTokenizerJson(architecture.vocabSize),
  };
}

function weights(random: Random, name: string, shape: readonly number[]): Float32Array<ArrayBuffer> {
  const [rows = 1, columns = 1] = shape;
  const values = new Float32Array(rows * columns);
  if (shape.length === 1) {
    for (let i = 0; i < values.length; i++) values[i] = 1 + random.number() / 4;
    return values;
  }
  const deviation = deviationOf(name, columns);
  for (let i = 0; i < values.length; i++) values[i] = deviation * normal(random);
  return values;
}

function deviationOf(name: string, columns: number): number {
  if (name.includes('embed_tokens')) return EMBEDDING;
  if (name.includes('lm_head')) return LM_HEAD;
  const gain = GAINS.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
  return gain / Math.sqrt(columns);
}

/** Nearly normal with deviation 1: a sum of three uniform numbers; no function whose last bit a platform may choose. */
function normal(random: Random): number {
  return random.number() + random.number() + random.number();
}

function stretchRows(
  values: Float32Array,
  shape: readonly number[],
  stretch: ReadonlyMap<number, number> = new Map(),
): void {
  const columns = shape[1] ?? 1;
  for (const [row, factor] of stretch) {
    for (let i = row * columns; i < (row + 1) * columns; i++) values[i] = (values[i] ?? 0) * factor;
  }
}
