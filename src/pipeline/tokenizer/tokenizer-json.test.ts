import { describe, expect, it } from 'vitest';
import { tinyTokenizerJson } from '../../testing/generators/tiny-tokenizer.ts';
import { LLAMA3_REGEX } from './pre-tokenizers.ts';
import { parseTokenizerJson } from './tokenizer-json.ts';

const VOCAB = 512;

function codeOf(changes: Record<string, unknown>, vocabSize = VOCAB): string {
  const result = parseTokenizerJson(JSON.stringify(tinyTokenizerJson(changes)), vocabSize);
  return result.ok ? 'accepted' : result.error.code;
}

const model = (changes: Record<string, unknown>): Record<string, unknown> => ({
  model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'], ...changes },
  added_tokens: [],
});

describe('parseTokenizerJson', () => {
  it('accepts byte-level vocabularies and tells their size', () => {
    const result = parseTokenizerJson(JSON.stringify(tinyTokenizerJson()), VOCAB);
    expect(result.ok && result.value.size).toBe(268);
  });

  it.each([
    ['merges as text', model({})],
    ['merges as pairs', model({ merges: [['a', 'b']] })],
    [
      "Llama 3's split",
      {
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: LLAMA3_REGEX }, behavior: 'Isolated', invert: false },
            { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
          ],
        },
      },
    ],
    [
      "Llama 2's normalizer",
      {
        pre_tokenizer: null,
        normalizer: {
          type: 'Sequence',
          normalizers: [
            { type: 'Prepend', prepend: '▁' },
            { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
          ],
        },
      },
    ],
  ])('accepts %s', (_, changes) => expect(codeOf(changes)).toBe('accepted'));

  it.each([
    ['an id past the architecture', {}, 'format/bad-tokenizer', 10],
    ['two tokens with one id', model({ vocab: { a: 0, b: 0, ab: 2 } }), 'format/bad-tokenizer', VOCAB],
    ['a fractional id', model({ vocab: { a: 0.5 } }), 'format/bad-tokenizer', VOCAB],
    ['a merge of unknown tokens', model({ merges: ['a c'] }), 'format/bad-tokenizer', VOCAB],
    ['a merge of three parts', model({ merges: ['a b ab'] }), 'format/bad-tokenizer', VOCAB],
    ['no vocabulary', model({ vocab: {} }), 'format/bad-tokenizer', VOCAB],
    ['another kind of model', model({ type: 'Unigram' }), 'format/unsupported-tokenizer', VOCAB],
    ['dropout', model({ dropout: 0.1 }), 'format/unsupported-tokenizer', VOCAB],
    ['an unknown normalizer', { normalizer: { type: 'NFKC' } }, 'format/unsupported-tokenizer', VOCAB],
    [
      'an unknown pre-tokenizer',
      { pre_tokenizer: { type: 'Whitespace' } },
      'format/unsupported-tokenizer',
      VOCAB,
    ],
    [
      'an unknown split',
      { pre_tokenizer: { type: 'Split', behavior: 'Isolated', pattern: { Regex: '(a+)+' } } },
      'format/unsupported-tokenizer',
      VOCAB,
    ],
    [
      'an added token of its own id',
      { added_tokens: [{ id: 9, content: 'a' }] },
      'format/bad-tokenizer',
      VOCAB,
    ],
    [
      'an added token that strips blanks',
      { added_tokens: [{ id: 300, content: '<x>', lstrip: true }] },
      'format/unsupported-tokenizer',
      VOCAB,
    ],
    [
      'an added token given twice',
      {
        added_tokens: [
          { id: 300, content: '<x>' },
          { id: 300, content: '<x>' },
        ],
      },
      'format/duplicate-name',
      VOCAB,
    ],
  ])('refuses %s', (_, changes, code, vocabSize) => expect(codeOf(changes, vocabSize)).toBe(code));
});
