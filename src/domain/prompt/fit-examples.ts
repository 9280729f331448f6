import type { ChatTemplate } from '../model/model-config.ts';
import { buildPrompt, type Example, type TokenCodec } from './prompt-parts.ts';

export interface FittedPrompt<T extends Example> {
  readonly tokens: number[];
  /** Those that found room, in their order. */
  readonly examples: readonly T[];
}

/**
 * The prompt with as many examples as `room` tokens hold: the least similar, which stand first, are left out one by
 * one. A prompt without examples is returned whatever its length. Python's `readroom_training/prompt/fit.py` leaves out
 * the same ones.
 */
export function fitExamples<T extends Example>(
  template: ChatTemplate,
  codec: TokenCodec,
  findings: string,
  examples: readonly T[],
  room: number,
): FittedPrompt<T> {
  let kept = examples;
  for (;;) {
    const tokens = codec.encodePrompt(buildPrompt(template, findings, kept));
    if (tokens.length <= room || kept.length === 0) return { tokens, examples: kept };
    kept = kept.slice(1);
  }
}
