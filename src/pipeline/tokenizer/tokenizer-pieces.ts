import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';
import { show } from '../formats/failure.ts';
import { isObject, type JsonObject } from '../../domain/json/bounded-json.ts';
import { GPT2_REGEX, LLAMA3_REGEX, SINGLE_DIGIT_REGEX } from './pre-tokenizers.ts';

/**
 * Regular expressions that pre-tokenizers may use. Only known ones: an unknown one could take exponential time
 * (CWE-1333), and JavaScript could read it differently from the reference.
 */
const KNOWN_REGEXES: ReadonlySet<unknown> = new Set([GPT2_REGEX, LLAMA3_REGEX, SINGLE_DIGIT_REGEX]);
const MAX_STEPS = 16;

/** Refuses by name whatever in a tokenizer.json is not known to give the reference's ids. */
export function checkPieces(json: JsonObject): Result<null, ReadroomError> {
  const model = json['model'];
  if (!isObject(model)) return fail('format/bad-tokenizer', 'tokenizer.json: model');
  if (model['type'] !== 'BPE') return refuse(`model ${show(model['type'])}`);
  for (const key of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix']) {
    if ((model[key] ?? '') !== '' && model[key] !== 0) return refuse(`model.${key}`);
  }
  const normalizer = checkSteps(json['normalizer'] ?? null, 'normalizers', isKnownNormalizer);
  if (!normalizer.ok) return normalizer;
  return checkSteps(json['pre_tokenizer'] ?? null, 'pretokenizers', isKnownPreTokenizer);
}

function checkSteps(
  value: unknown,
  listKey: string,
  isKnown: (step: JsonObject) => boolean,
): Result<null, ReadroomError> {
  if (value === null) return ok(null);
  const list = isObject(value) && value['type'] === 'Sequence' ? value[listKey] : [value];
  if (!Array.isArray(list) || list.length > MAX_STEPS)
    return fail('format/bad-tokenizer', `tokenizer.json: ${listKey}`);
  for (const step of list as readonly unknown[]) {
    if (!isObject(step)) return fail('format/bad-tokenizer', `tokenizer.json: ${listKey}`);
    if (!isKnown(step)) return refuse(`${listKey}: ${show(step['type'])}`);
  }
  return ok(null);
}

/** Llama 2's vocabulary: spaces become ▁, and one is put in front. */
function isKnownNormalizer(step: JsonObject): boolean {
  if (step['type'] === 'Prepend') return step['prepend'] === '▁';
  if (step['type'] !== 'Replace' || step['content'] !== '▁') return false;
  return isObject(step['pattern']) && step['pattern']['String'] === ' ' && !('Regex' in step['pattern']);
}

function isKnownPreTokenizer(step: JsonObject): boolean {
  const type = step['type'];
  if (type === 'ByteLevel') return step['add_prefix_space'] === false;
  if (type === 'Digits') return step['individual_digits'] === true;
  if (type !== 'Split' || step['behavior'] !== 'Isolated' || step['invert'] === true) return false;
  return isObject(step['pattern']) && KNOWN_REGEXES.has(step['pattern']['Regex']);
}

function refuse(detail: string): Result<never, ReadroomError> {
  return fail('format/unsupported-tokenizer', `tokenizer.json: ${detail}`);
}
