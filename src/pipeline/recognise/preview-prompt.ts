import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import { splitSpecial, type PromptCodec } from '../tokenizer/token-codec.ts';

export interface PromptPieces {
  /** In order; together they are the exact prompt. */
  readonly pieces: readonly { readonly kind: 'special' | 'template' | 'findings'; readonly text: string }[];
  readonly tokens: number;
  readonly unknownStops: readonly string[];
  readonly specialTokens: readonly string[];
}

/** The prompt that the app would send for these findings, cut where its special tokens are. */
export function previewPrompt(codec: PromptCodec, template: ChatTemplate, findings: string): PromptPieces {
  const parts = buildPrompt(template, findings);
  const pieces = parts.flatMap(({ kind, text }): PromptPieces['pieces'] => {
    if (kind === 'plain') return [{ kind: 'findings', text }];
    return splitSpecial(text, codec.specialTokens).map((piece) => ({
      kind: codec.specialTokenId(piece) === null ? 'template' : 'special',
      text: piece,
    }));
  });
  return {
    pieces,
    tokens: codec.encodePrompt(parts).length,
    unknownStops: template.stop.filter((stop) => codec.specialTokenId(stop) === null),
    specialTokens: codec.specialTokens,
  };
}
