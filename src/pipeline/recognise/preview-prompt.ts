import { orientFindings } from '../../domain/laterality/orientation.ts';
import type { ChatTemplate, Laterality } from '../../domain/model/model-config.ts';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import { splitSpecial, type PromptCodec } from '../tokenizer/token-codec.ts';

export interface PromptPieces {
  /** In order; together they are the exact prompt. */
  readonly pieces: readonly { readonly kind: 'special' | 'template' | 'findings'; readonly text: string }[];
  readonly tokens: number;
  /** The model reads these findings with left and right exchanged, as `pieces` show them. */
  readonly exchanged: boolean;
  readonly unknownStops: readonly string[];
  readonly specialTokens: readonly string[];
}

/** The prompt that the app would send for these findings, cut where its special tokens are. */
export function previewPrompt(
  codec: PromptCodec,
  template: ChatTemplate,
  findings: string,
  laterality: Laterality | undefined,
): PromptPieces {
  const read = laterality === 'canonical' ? orientFindings(findings) : { findings, exchanged: false };
  const parts = buildPrompt(template, read.findings);
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
    exchanged: read.exchanged,
    unknownStops: template.stop.filter((stop) => codec.specialTokenId(stop) === null),
    specialTokens: codec.specialTokens,
  };
}
