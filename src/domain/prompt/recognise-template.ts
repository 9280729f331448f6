import type { ChatTemplate } from '../model/model-config.ts';
import { makeTemplate, type TemplateName, type VocabularyEnds } from './chat-templates.ts';

/** What tells the forms apart in the Jinja text that model files carry. Only the first that fits counts. */
const SIGNS: readonly (readonly [sign: RegExp, name: TemplateName])[] = [
  [/<\|start_header_id\|>/, 'llama-3'],
  [/<\|im_start\|>/, 'chatml'],
  [/<<SYS>>/, 'llama-2'],
  [/### Instruction/, 'alpaca'],
];

/** Which form a vocabulary was most likely trained with when no file says so. */
const GUESSES: readonly TemplateName[] = ['llama-3', 'chatml', 'alpaca'];

export interface RecognisedTemplate {
  readonly template: ChatTemplate;
  readonly from: 'files' | 'vocabulary';
}

/**
 * The chat template of a model. Jinja is never run: it is a program, and its text alone tells which of the known forms
 * it writes. A form that it does not tell is guessed from the special tokens; Llama 2's tokens do not tell its chat form
 * from a plain base, so those get the Alpaca form, which needs no training of its own.
 * @param sources Jinja texts, the most binding first (an adapter's before its base's)
 * @returns null when the vocabulary has no token that could end an impression
 */
export function recogniseTemplate(
  specialTokens: readonly string[],
  ends: VocabularyEnds,
  sources: readonly string[],
): RecognisedTemplate | null {
  for (const source of sources) {
    const name = SIGNS.find(([sign]) => sign.test(source))?.[1];
    const template = name === undefined ? null : makeTemplate(name, specialTokens, ends);
    if (template !== null) return { template, from: 'files' };
  }
  for (const name of GUESSES) {
    const template = makeTemplate(name, specialTokens, ends);
    if (template !== null) return { template, from: 'vocabulary' };
  }
  return null;
}
