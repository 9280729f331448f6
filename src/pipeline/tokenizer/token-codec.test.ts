import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { TINY_SPECIAL, tinyTokenizerJson } from '../../testing/generators/tiny-tokenizer.ts';
import { createTokenCodec } from './token-codec.ts';

const codec = createTokenCodec(JSON.stringify(tinyTokenizerJson()));
const specialIds = TINY_SPECIAL.map((text) => codec.specialTokenId(text));

const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...TINY_SPECIAL, ' lung', '12', "'s"));
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

describe('createTokenCodec', () => {
  it('merges and splits as the vocabulary says', () => {
    const vocab = (tinyTokenizerJson()['model'] as { vocab: Record<string, number> }).vocab;
    const ids = codec.encodePrompt([{ kind: 'template', text: '<|im_start|>no lung eff 12<|im_end|>' }]);
    expect(ids).toEqual([
      1,
      vocab['n'],
      vocab['o'],
      vocab['Ġlung'],
      vocab['Ġ'],
      vocab['eff'],
      vocab['Ġ'],
      vocab['12'],
      2,
    ]);
  });

  it('gives no special token for any plain text', () => {
    fc.assert(
      fc.property(text, (plain) => {
        const ids = codec.encodePrompt([{ kind: 'plain', text: plain }]);
        expect(ids.filter((id) => specialIds.includes(id))).toEqual([]);
      }),
    );
  });

  it('gives the same ids however plain text is cut into parts', () => {
    fc.assert(
      fc.property(text, fc.nat(), (plain, at) => {
        const points = Array.from(plain);
        const cut = at % (points.length + 1);
        const parts = [points.slice(0, cut).join(''), points.slice(cut).join('')];
        const whole = codec.encodePrompt([{ kind: 'plain', text: plain }]);
        expect(codec.encodePrompt(parts.map((part) => ({ kind: 'plain', text: part })))).toEqual(whole);
        expect(codec.count(plain)).toBe(whole.length);
      }),
    );
  });

  it('knows only special tokens by their exact text', () => {
    expect(codec.specialTokenId('<|im_end|>')).toBe(2);
    expect(codec.specialTokenId('lung')).toBeNull();
  });

  it('keeps added tokens that are not special in plain text', () => {
    const json = tinyTokenizerJson();
    const added = json['added_tokens'] as object[];
    const withTerm = {
      ...json,
      added_tokens: [...added, { id: 300, content: 'T2', special: false, normalized: false }],
    };
    const ids = createTokenCodec(JSON.stringify(withTerm)).encodePrompt([{ kind: 'plain', text: 'T2' }]);
    expect(ids).toEqual([300]);
  });
});
