import { expect, it } from 'vitest';
import { preparePrompt } from '../../domain/drafting/draft-generator.ts';
import { PREVIEW_FINDINGS } from '../../domain/report/samples.ts';
import { learnedTokenizerJson } from '../../testing/generators/learned-tokenizer.ts';
import { createTokenCodec } from '../tokenizer/token-codec.ts';
import { previewPrompt } from './preview-prompt.ts';

const codec = createTokenCodec(JSON.stringify(learnedTokenizerJson(448)));
const chatTemplate = {
  name: 'any',
  template: '<|im_start|>{system}\n{findings}<|im_end|>',
  systemMessage: 'Write.',
  stop: ['<|im_end|>'],
};
const MODEL = {
  chatTemplate,
  context: { window: 1_000, prefillChunk: 8 },
  generation: { maxNewTokens: 8, temperature: 0 },
};

it.each([undefined, 'canonical'] as const)('is the prompt that is sent, with sides %s', (laterality) => {
  const shown = previewPrompt(codec, chatTemplate, PREVIEW_FINDINGS, laterality);
  const sent = preparePrompt({ ...MODEL, ...(laterality && { laterality }) }, codec, PREVIEW_FINDINGS, []);
  const text = shown.pieces.map((piece) => piece.text).join('');
  expect(codec.encodePrompt([{ kind: 'template', text }])).toEqual(sent.tokens);
  expect(shown.tokens).toBe(sent.tokens.length);
  expect(shown.exchanged).toBe(laterality === 'canonical');
  expect(text).toContain(laterality === 'canonical' ? 'in the left lower lobe' : 'in the right lower lobe');
});
