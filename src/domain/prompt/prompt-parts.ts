import type { ChatTemplate } from '../model/model-config.ts';

/** A stretch of the prompt. Special tokens are recognised in `template` text and never in `plain` text. */
export interface PromptPart {
  readonly kind: 'template' | 'plain';
  readonly text: string;
}

/** Turns prompt parts into token ids; implemented over tokenizer.json in `pipeline/tokenizer`. */
export interface TokenCodec {
  encodePrompt(parts: readonly PromptPart[]): number[];
  /** Token count of plain text alone. */
  count(text: string): number;
  /** Id of a special token's exact text, or null. */
  specialTokenId(text: string): number | null;
}

/**
 * The prompt for `findings`: static text first, findings last, so that an engine's KV cache keeps the
 * static part and the unchanged head of the findings while a person types.
 * Surrounding blanks are trimmed, as in training.
 */
export function buildPrompt(template: ChatTemplate, findings: string): PromptPart[] {
  const filled = template.template.replace('{system}', () => template.systemMessage);
  const [before = '', after = ''] = filled.split('{findings}');
  const parts: PromptPart[] = [
    { kind: 'template', text: before },
    { kind: 'plain', text: findings.trim() },
    { kind: 'template', text: after },
  ];
  return parts.filter((part) => part.text !== '');
}
