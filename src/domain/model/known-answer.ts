import * as v from 'valibot';

/** Prompt tokens of a known answer: enough for attention to matter, few enough for a reference in plain TypeScript. */
export const MAX_KNOWN_ANSWER_TOKENS = 32;
/** Vocabulary entries whose logits are recorded. */
export const MAX_KNOWN_ANSWER_LOGITS = 1_024;

const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What a right engine computes for a fixed prompt, from a float32 reference forward over the dequantized weights
 * (`pipeline/reference`). An engine that answers otherwise has wrong kernels or wrong weights.
 */
export const KnownAnswerSchema = v.strictObject({
  tokens: v.pipe(v.array(tokenId), v.minLength(2), v.maxLength(MAX_KNOWN_ANSWER_TOKENS)),
  /** The likeliest next token after each position: [tokens.length]. */
  argmax: v.array(tokenId),
  /** By how much its logit leads the runner-up at each position: [tokens.length]. */
  margins: v.array(v.pipe(v.number(), v.minValue(0))),
  /** Vocabulary entries, ascending, and their logits after the last token. */
  sampleIds: v.pipe(v.array(tokenId), v.minLength(1), v.maxLength(MAX_KNOWN_ANSWER_LOGITS)),
  sampleLogits: v.array(v.pipe(v.number(), v.finite())),
});

export type KnownAnswer = v.InferOutput<typeof KnownAnswerSchema>;

/** What is wrong with an answer for a model of this vocabulary, or null. */
export function knownAnswerProblem(answer: KnownAnswer, vocabSize: number): string | null {
  const { tokens, argmax, margins, sampleIds, sampleLogits } = answer;
  if (argmax.length !== tokens.length || margins.length !== tokens.length)
    return 'the known answer has not one entry for each token';
  if (sampleLogits.length !== sampleIds.length)
    return 'the known answer has not one logit for each sampled id';
  if ([...tokens, ...argmax, ...sampleIds].some((id) => id >= vocabSize))
    return 'the known answer names a token outside the vocabulary';
  const ascending = sampleIds.every((id, index) => index === 0 || id > (sampleIds[index - 1] ?? 0));
  return ascending ? null : 'the known answer’s sampled ids do not ascend';
}
