import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { planShards } from '../shards/shard-plan.ts';
import type { QuantizedModelReader } from '../view/quantized-model-reader.ts';
import { llamaForward } from './llama-forward.ts';
import type { Multiply } from './multiply.ts';
import { createSimdMultiply } from './simd-multiply.ts';
import { shardWeights } from './shard-weights.ts';

/**
 * Prompt tokens: enough for attention and rotation to matter. Decoding the weights costs much beside multiplying by
 * them, so that fewer would save little: some 1 to 1.5 ns for each weight in all with SIMD, 5 to 6.5 without.
 */
const TOKENS = 8;
/** Vocabulary entries, evenly spread, whose logits are recorded; the likeliest few are added to them. */
const SPREAD_LOGITS = 256;
const TOP_LOGITS = 8;
/** Far finer than any engine's arithmetic, and short in JSON. */
const DIGITS = 6;

export interface KnownAnswerOptions {
  readonly signal?: AbortSignal | undefined;
  /** Multiplications done and to do, counted per token. */
  readonly onProgress?: ((doneWeights: number, totalWeights: number) => void) | undefined;
  /** Which way to the same numbers; the fastest that this machine has when left out. */
  readonly multiply?: Multiply | undefined;
}

/**
 * What a right engine computes with a built model for a fixed prompt. The same bytes give the same answer in every
 * browser and in Node, to the last digit.
 * @throws ReadroomError `format/not-finite` when weights make no numbers, `model/…` and the reader's own; AbortError between two matrices
 */
export async function computeKnownAnswer(
  { architecture, quantization }: { architecture: LlamaArchitecture; quantization: Quantization },
  reader: Pick<QuantizedModelReader, 'readFile'>,
  { signal, onProgress, multiply: chosen }: KnownAnswerOptions = {},
): Promise<KnownAnswer> {
  const plan = planShards(architecture, quantization);
  const tokens = answerTokens(architecture.vocabSize, TOKENS);
  const total = matrixWeights(plan.parameters, architecture);
  let done = 0;
  const multiply = chosen ?? (await createSimdMultiply()) ?? undefined;
  const weights = shardWeights(plan, quantization, reader);
  const onMatrix = (count: number): void => onProgress?.((done += count), total);
  const logits = await llamaForward(architecture, weights, tokens, { signal, onMatrix, multiply }).finally(
    () => weights.giveBack(),
  );
  if (!logits.every(Number.isFinite)) throw new ReadroomError('format/not-finite', 'logits of the reference');
  return describe(logits, tokens, architecture.vocabSize);
}

/** Ids that are spread over the vocabulary by multiples of the golden ratio. */
export function answerTokens(vocabSize: number, count: number): number[] {
  const golden = 0.6180339887498949;
  return Array.from({ length: count }, (_, index) => Math.floor((((index + 1) * golden) % 1) * vocabSize));
}

/** @param logits [tokens, vocabSize] */
function describe(logits: Float64Array, tokens: readonly number[], vocabSize: number): KnownAnswer {
  const rows = tokens.map((_, index) => logits.subarray(index * vocabSize, (index + 1) * vocabSize));
  const best = rows.map((row) => topIds(row, 2));
  const last = rows.at(-1) ?? new Float64Array(0);
  const spread = Array.from({ length: Math.min(SPREAD_LOGITS, vocabSize) }, (_, index) =>
    Math.floor(((index + 0.5) * vocabSize) / Math.min(SPREAD_LOGITS, vocabSize)),
  );
  const sampleIds = [...new Set([...spread, ...topIds(last, TOP_LOGITS)])].sort((a, b) => a - b);
  return {
    tokens: [...tokens],
    argmax: best.map(([first = 0]) => first),
    margins: best.map(([first = 0, second = first], index) =>
      rounded((rows[index]?.[first] ?? 0) - (rows[index]?.[second] ?? 0)),
    ),
    sampleIds,
    sampleLogits: sampleIds.map((id) => rounded(last[id] ?? 0)),
  };
}

/** The `count` highest, highest first; of equals the lower id first, as argmax has it everywhere. */
function topIds(row: Float64Array, count: number): number[] {
  const top: number[] = [];
  for (let id = 0; id < row.length; id++) {
    const value = row[id] ?? 0;
    let at = top.length;
    while (at > 0 && value > (row[top[at - 1] ?? 0] ?? 0)) at--;
    if (at < count) top.splice(at, 0, id);
    if (top.length > count) top.pop();
  }
  return top;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** Weights that the forward multiplies by; tied embeddings once, at the end. */
function matrixWeights(
  parameters: ReturnType<typeof planShards>['parameters'],
  { tieWordEmbeddings }: LlamaArchitecture,
): number {
  let sum = 0;
  for (const parameter of parameters) {
    if (parameter.kind === 'vector') continue;
    const counts = parameter.name !== 'model.embed_tokens' || tieWordEmbeddings;
    if (counts) sum += parameter.rows * parameter.columns;
  }
  return sum;
}
