import { describe, expect, it } from 'vitest';
import { createDraftGenerator, preparePrompt } from '../../domain/drafting/draft-generator.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { fitExamples } from '../../domain/prompt/fit-examples.ts';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import { learnedTokenizerJson } from '../../testing/generators/learned-tokenizer.ts';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { createTokenCodec } from './token-codec.ts';

const codec = createTokenCodec(JSON.stringify(learnedTokenizerJson(448)));
const chatTemplate = {
  name: 'any',
  template: '<|im_start|>{system}\n{findings}<|im_end|>',
  systemMessage: 'Write.',
  stop: ['<|im_end|>'],
};
const FINDINGS = 'Small left pleural effusion.';
const EXAMPLES = ['The lungs are clear.', 'No pleural effusion.', 'Mild pulmonary edema.'].map(
  (findings, index) => ({ id: `report ${index}`, findings, impression: 'No acute disease.' }),
);
const tokensOf = (count: number): number[] =>
  codec.encodePrompt(buildPrompt(chatTemplate, FINDINGS, EXAMPLES.slice(3 - count)));

describe('fitExamples', () => {
  it('keeps every example that finds room and leaves out the least similar, which stand first', () => {
    for (const count of [3, 2, 1, 0]) {
      const room = tokensOf(count).length;
      for (const more of count === 3 ? [0, 1000] : [0, tokensOf(count + 1).length - room - 1]) {
        const fitted = fitExamples(chatTemplate, codec, FINDINGS, EXAMPLES, room + more);
        expect(fitted).toEqual({ tokens: tokensOf(count), examples: EXAMPLES.slice(3 - count) });
      }
    }
  });

  it('begins with the same tokens while the findings grow, examples included', () => {
    const grown = `${FINDINGS} No pneumothorax.`;
    const { tokens } = fitExamples(chatTemplate, codec, grown, EXAMPLES, 1000);
    const head = tokensOf(3).slice(0, -codec.encodePrompt([{ kind: 'template', text: '<|im_end|>' }]).length);
    expect(tokens.slice(0, head.length)).toEqual(head);
  });

  it('gives the bare prompt where not even that finds room', () => {
    expect(fitExamples(chatTemplate, codec, FINDINGS, EXAMPLES, 1)).toEqual({
      tokens: tokensOf(0),
      examples: [],
    });
  });
});

describe('preparePrompt', () => {
  const model = {
    ...tinyManifest(),
    chatTemplate,
    context: { window: tokensOf(2).length + 16, prefillChunk: 32 },
    generation: { maxNewTokens: 16, temperature: 0 },
  };

  it('leaves room for the impression, and for the findings before the examples', () => {
    expect(preparePrompt(model, codec, FINDINGS, EXAMPLES).examples).toBe(EXAMPLES.length - 1);
    const long = 'The heart size is normal. '.repeat(40);
    expect(() => preparePrompt(model, codec, long, EXAMPLES)).toThrow(ReadroomError);
    expect(() => preparePrompt(model, codec, long, EXAMPLES)).toThrow(/draft\/findings-too-long/);
  });

  it('is what a generator sends to the engine', async () => {
    const sent: (readonly number[])[] = [];
    const generator = createDraftGenerator(model, codec, {
      // eslint-disable-next-line @typescript-eslint/require-await -- an engine that has nothing to say
      async *generate({ promptTokens }) {
        sent.push(promptTokens);
        yield* [];
      },
    });
    const { signal } = new AbortController();
    const events: unknown[] = [];
    for await (const event of generator.generate(FINDINGS, signal, EXAMPLES)) events.push(event);
    for await (const event of generator.generate(FINDINGS, signal)) events.push(event);
    expect(events).toEqual([{ type: 'examples', used: 2 }]);
    expect(sent).toEqual([tokensOf(2), tokensOf(0)]);
  });
});
