import { ReadroomError } from '../errors/readroom-error.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { fitExamples, type FittedPrompt } from '../prompt/fit-examples.ts';
import type { Example, TokenCodec } from '../prompt/prompt-parts.ts';
import type { DraftGenerator, TextEngine } from './text-engine.ts';

export type DraftingModel = Pick<ModelManifest, 'chatTemplate' | 'context' | 'generation'>;

/**
 * The prompt's token ids, as in training, and the examples that found room before the findings.
 * @param examples earlier reports, the most similar last
 * @throws ReadroomError `draft/findings-too-long` when prompt and impression would not fit the context window
 */
export function preparePrompt<T extends Example>(
  model: DraftingModel,
  codec: TokenCodec,
  findings: string,
  examples: readonly T[],
): FittedPrompt<T> {
  const room = model.context.window - model.generation.maxNewTokens;
  const prompt = fitExamples(model.chatTemplate, codec, findings, examples, room);
  if (prompt.tokens.length > room) {
    throw new ReadroomError('draft/findings-too-long', `${prompt.tokens.length} tokens, room for ${room}`);
  }
  return prompt;
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
    async *generate(findings, signal, examples = []) {
      const prompt = preparePrompt(model, codec, findings, examples);
      if (examples.length > 0) yield { type: 'examples', used: prompt.examples.length };
      yield* engine.generate({
        promptTokens: prompt.tokens,
        maxNewTokens: model.generation.maxNewTokens,
        temperature: model.generation.temperature,
        stopTokens,
        signal,
      });
    },
  };
}
