import type { ChatTemplate } from '../model/model-config.ts';

export const TEMPLATE_NAMES = ['llama-2', 'llama-3', 'chatml', 'alpaca'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The instruction that Radiology-Llama2 and the default model were trained with. */
export const DEFAULT_SYSTEM_MESSAGE = 'Derive the impression from findings in the radiology report';

/** A way of writing prompts that models were trained with. */
export interface TemplateKind {
  readonly name: TemplateName;
  readonly title: string;
  /** When it is right. */
  readonly when: string;
  /** `{begin}` stands for the vocabulary's first special token, where it has one. */
  readonly text: string;
  /** Special tokens that it cannot do without. */
  readonly needs: readonly string[];
  /** Special tokens that may open the prompt and end the impression, the likeliest first. */
  readonly begin: readonly string[];
  readonly stop: readonly string[];
}

export const TEMPLATE_KINDS: readonly TemplateKind[] = [
  {
    name: 'llama-2',
    title: 'Llama 2 chat',
    when: 'For Llama-2-Chat and adapters trained on it with [INST] and <<SYS>>.',
    text: '{begin}[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{findings} [/INST]',
    needs: ['<s>', '</s>'],
    begin: ['<s>'],
    stop: ['</s>'],
  },
  {
    name: 'llama-3',
    title: 'Llama 3 chat',
    when: 'For Llama-3-Instruct and adapters trained on it with its headers.',
    text: '{begin}<|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{findings}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    needs: ['<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
    begin: ['<|begin_of_text|>'],
    stop: ['<|eot_id|>'],
  },
  {
    name: 'chatml',
    title: 'ChatML',
    when: 'For SmolLM2 and other models trained with <|im_start|> and <|im_end|>.',
    text: '<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{findings}<|im_end|>\n<|im_start|>assistant\n',
    needs: ['<|im_start|>', '<|im_end|>'],
    begin: [],
    stop: ['<|im_end|>'],
  },
  {
    name: 'alpaca',
    title: 'Alpaca instruction',
    when: 'For models trained with instruction, input and response, as Radiology-Llama2 was, and for bases without a chat form.',
    text: '{begin}Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n{system}\n\n### Input:\n{findings}\n\n### Response:\n',
    needs: [],
    begin: ['<s>', '<|begin_of_text|>'],
    stop: ['</s>', '<|end_of_text|>', '<|endoftext|>', '<|im_end|>', '<|eot_id|>'],
  },
];

/** The tokens that a vocabulary itself names as its first and last, where its files tell. */
export interface VocabularyEnds {
  readonly begin: string | null;
  readonly end: string | null;
}

const UNKNOWN_ENDS: VocabularyEnds = { begin: null, end: null };

/**
 * The template in the words of a vocabulary, or null when that lacks a special token that the template needs: its text
 * would then fall into pieces that the model never saw.
 */
export function makeTemplate(
  name: TemplateName,
  specialTokens: readonly string[],
  ends: VocabularyEnds = UNKNOWN_ENDS,
): ChatTemplate | null {
  const kind = TEMPLATE_KINDS.find((candidate) => candidate.name === name);
  const has = (token: string | null): token is string => token !== null && specialTokens.includes(token);
  if (kind === undefined || !kind.needs.every(has)) return null;
  // Alpaca needs no token of its own and takes whatever this vocabulary begins and ends a text with.
  const open = kind.needs.length === 0;
  const begin = kind.begin.find(has) ?? (open && has(ends.begin) ? ends.begin : '');
  const stop = open && has(ends.end) ? ends.end : kind.stop.find(has);
  if (stop === undefined) return null;
  return {
    name,
    template: kind.text.replace('{begin}', begin),
    systemMessage: DEFAULT_SYSTEM_MESSAGE,
    stop: [stop],
  };
}

/** The kind that a template's text is of, whatever its system message; null for an edited or foreign one. */
export function templateKindOf(template: Pick<ChatTemplate, 'template'>): TemplateName | null {
  const known = TEMPLATE_KINDS.find(
    ({ text }) => beginOf(template.template, text.replace('{begin}', '')) !== null,
  );
  return known?.name ?? null;
}

/** What stands before `rest`, when that is at most one special token. */
function beginOf(text: string, rest: string): string | null {
  if (!text.endsWith(rest)) return null;
  const begin = text.slice(0, text.length - rest.length);
  return begin === '' || /^<[^<>\s]{1,64}>$/.test(begin) ? begin : null;
}
