import { describe, expect, it } from 'vitest';
import { tinyTokenizerJson } from '../../testing/generators/tiny-tokenizer.ts';
import { tokenizerFacts, type TokenizerFacts } from '../shards/tokenizer-facts.ts';
import { ggufVocabulary } from './gguf-vocabulary.ts';

const facts = (changes: Record<string, unknown> = {}): TokenizerFacts =>
  tokenizerFacts(JSON.stringify(tinyTokenizerJson(changes)), 280);

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
const DIGITS = { type: 'Digits', individual_digits: true };

describe('ggufVocabulary', () => {
  it('has one token for every row of the embedding, unused ones marked', () => {
    const { tokens, types } = ggufVocabulary(facts(), 280);
    expect(tokens).toHaveLength(280);
    expect(tokens.slice(0, 2)).toEqual(['<|endoftext|>', '<|im_start|>']);
    expect(types.slice(0, 4)).toEqual([3, 3, 3, 1]);
    expect(tokens[279]).toBe('[PAD279]');
    expect(types[279]).toBe(5);
  });

  it.each([
    ['gpt-2', BYTE_LEVEL],
    ['smollm', { type: 'Sequence', pretokenizers: [DIGITS, BYTE_LEVEL] }],
  ])('recognises %s by what its pre-tokenizer does', (name, pre_tokenizer) => {
    expect(ggufVocabulary(facts({ pre_tokenizer }), 280)).toMatchObject({ model: 'gpt2', pre: name });
  });

  it('refuses a pre-tokenizer that it does not know rather than naming a wrong one', () => {
    const pre_tokenizer = { type: 'Sequence', pretokenizers: [BYTE_LEVEL, DIGITS] };
    expect(() => ggufVocabulary(facts({ pre_tokenizer }), 280)).toThrow('model/unsupported-tokenizer');
  });

  it('gives a SentencePiece-like vocabulary scores in the order of its merges', () => {
    const tokenizer: TokenizerFacts = {
      tokens: new Map(['<unk>', '<s>', '<0x0A>', '▁', 'a', 'b', '▁a', '▁ab'].map((text, id) => [id, text])),
      merges: [
        ['▁', 'a'],
        ['▁a', 'b'],
      ],
      specialIds: new Map([
        ['<unk>', 0],
        ['<s>', 1],
      ]),
      userDefinedIds: new Set(),
      byteFallback: true,
      preTokenizer: null,
      leadingSpecialId: () => 1,
    };
    const { model, types, scores } = ggufVocabulary(tokenizer, 8);
    expect(model).toBe('llama');
    expect(types).toEqual([2, 3, 6, 1, 1, 1, 1, 1]);
    expect(scores?.slice(6)).toEqual([-0, -1]);
  });
});
