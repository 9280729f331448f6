import type { ChatTemplate } from '../model/model-config.ts';

/** A stretch of the prompt. Special tokens are recognised in `template` text and never in `plain` text. */
export interface PromptPart {
  readonly kind: 'template' | 'plain';
  readonly text: string;
}

/** An earlier report that shows the model how impressions are written here. */
export interface Example {
  readonly findings: string;
  readonly impression: string;
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
 * The prompt for `findings`: static text first, then examples, findings last, so that an engine's KV cache keeps the
 * static part, the examples and the unchanged head of the findings while a person types.
 * Surrounding blanks are trimmed, as in training. Without examples the findings stand bare; with examples they are
 * named as the examples' are. Python's `readroom_training/prompt/build.py` makes the same parts.
 * @param examples the most similar last, next to the findings
 */
export function buildPrompt(
  template: ChatTemplate,
  findings: string,
  examples: readonly Example[] = [],
): PromptPart[] {
  const filled = template.template.replace('{system}', () => template.systemMessage);
  const [before = '', after = ''] = filled.split('{findings}');
  const parts: PromptPart[] = [
    { kind: 'template', text: before },
    { kind: 'plain', text: examplesText(examples) },
    { kind: 'plain', text: findings.trim() },
    { kind: 'template', text: after },
  ];
  return parts.filter((part) => part.text !== '');
}

/** What stands before the findings: every example in full, and the word that the findings follow. */
function examplesText(examples: readonly Example[]): string {
  if (examples.length === 0) return '';
  const shown = examples.map(
    ({ findings, impression }) => `Findings: ${findings.trim()}\nImpression: ${impression.trim()}\n\n`,
  );
  return `${shown.join('')}Findings: `;
}
