import { isObject, type JsonObject } from '../../domain/json/bounded-json.ts';
import { GPT2_REGEX } from './pre-tokenizers.ts';

const isolate = (regex: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});

/**
 * The pre-tokenizer as @huggingface/tokenizers must be given it to agree with the reference (Rust) library.
 * Its Digits knows only 0 to 9 where the reference means every number (², ½), and its ByteLevel uses JavaScript's
 * idea of white space; its Split is exact. The same steps written as Split therefore give the reference's ids.
 */
export function librarySteps(preTokenizer: unknown): JsonObject | null {
  if (!isObject(preTokenizer)) return null;
  const list = preTokenizer['type'] === 'Sequence' ? preTokenizer['pretokenizers'] : [preTokenizer];
  const steps = (Array.isArray(list) ? list : []) as readonly unknown[];
  return { type: 'Sequence', pretokenizers: steps.filter(isObject).flatMap(replace) };
}

function replace(step: JsonObject): JsonObject[] {
  if (step['type'] === 'Digits') return [isolate('\\p{N}')];
  if (step['type'] !== 'ByteLevel') return [step];
  const bytes = { ...step, use_regex: false };
  return step['use_regex'] === false ? [bytes] : [isolate(GPT2_REGEX), bytes];
}
