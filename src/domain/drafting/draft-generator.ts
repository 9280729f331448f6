import { ReadroomError } from '../errors/readroom-error.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { fitExamples } from '../prompt/fit-examples.ts';
import { createExchangeStream } from '../laterality/exchange-stream.ts';
import { orientExample, orientFindings } from '../laterality/orientation.ts';
import type { Example, TokenCodec } from '../prompt/prompt-parts.ts';
import type { DraftGenerator, TextEngine, TextEvent } from './text-engine.ts';

export type DraftingModel = Pick<ModelManifest, 'chatTemplate' | 'context' | 'generation' | 'laterality'>;

export interface PreparedPrompt {
  readonly tokens: readonly number[];
  /** How many of the examples found room: the last ones. */
  readonly examples: number;
  /** The model reads the findings' mirror image: what it writes has to be exchanged back. */
  readonly exchanged: boolean;
}

/**
 * The prompt's token ids, as in training: in a model with canonical sides, of findings that never name the right side
 * first, each example in its own orientation.
 * @param examples earlier reports, the most similar last
 * @throws ReadroomError `draft/findings-too-long` when prompt and impression would not fit the context window
 */
export function preparePrompt(
  model: DraftingModel,
  codec: TokenCodec,
  findings: string,
  examples: readonly Example[],
): PreparedPrompt {
  const room = model.context.window - model.generation.maxNewTokens;
  const isCanonical = model.laterality === 'canonical';
  const read = isCanonical ? orientFindings(findings) : { findings, exchanged: false };
  const shown = isCanonical ? examples.map(orientExample) : examples;
  const prompt = fitExamples(model.chatTemplate, codec, read.findings, shown, room);
  if (prompt.tokens.length > room) {
    throw new ReadroomError('draft/findings-too-long', `${prompt.tokens.length} tokens, room for ${room}`);
  }
  return { tokens: prompt.tokens, examples: prompt.examples.length, exchanged: read.exchanged };
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
      if (examples.length > 0) yield { type: 'examples', used: prompt.examples };
      if (prompt.exchanged) yield { type: 'exchanged' };
      const written = engine.generate({
        promptTokens: prompt.tokens,
        maxNewTokens: model.generation.maxNewTokens,
        temperature: model.generation.temperature,
        stopTokens,
        signal,
      });
      yield* prompt.exchanged ? exchangedBack(written) : written;
    },
  };
}

/** A draft that is cut short loses the word or name that it was cut in: half of it may tell the wrong side. */
async function* exchangedBack(written: AsyncIterable<TextEvent>): AsyncIterable<TextEvent> {
  const stream = createExchangeStream();
  for await (const event of written) {
    const text =
      event.type === 'text' ? stream.push(event.text) : event.finish === 'stop' ? stream.end() : '';
    if (text !== '') yield { type: 'text', text };
    if (event.type === 'done') yield event;
  }
}
