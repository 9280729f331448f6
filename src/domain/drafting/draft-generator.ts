import { ReadroomError } from '../errors/readroom-error.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { buildPrompt, type TokenCodec } from '../prompt/prompt-parts.ts';
import type { DraftGenerator, TextEngine } from './text-engine.ts';

export type DraftingModel = Pick<ModelManifest, 'chatTemplate' | 'context' | 'generation'>;

/**
 * The prompt's token ids, as in training.
 * @throws ReadroomError `draft/findings-too-long` when prompt and impression would not fit the context window
 */
export function promptTokens(model: DraftingModel, codec: TokenCodec, findings: string): number[] {
  const tokens = codec.encodePrompt(buildPrompt(model.chatTemplate, findings));
  const room = model.context.window - model.generation.maxNewTokens;
  if (tokens.length > room) {
    throw new ReadroomError('draft/findings-too-long', `${tokens.length} tokens, room for ${room}`);
  }
  return tokens;
}

/** A loaded model as the drafting sees it: findings in, impression out. */
export function createDraftGenerator(
  model: DraftingModel,
  codec: TokenCodec,
  engine: TextEngine,
): DraftGenerator {
  const stopTokens = model.chatTemplate.stop
    .map((text) => codec.specialTokenId(text))
    .filter((id) => id !== null);
  return {
    generate: (findings, signal) =>
      engine.generate({
        promptTokens: promptTokens(model, codec, findings),
        maxNewTokens: model.generation.maxNewTokens,
        temperature: model.generation.temperature,
        stopTokens,
        signal,
      }),
  };
}
