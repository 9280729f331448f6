import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { writeGguf, type MetadataFixture } from '../../testing/generators/gguf-file.ts';
import { memorySource } from '../../testing/generators/memory-files.ts';
import {
  FIRST_PIECE,
  SENTENCEPIECE_TOKENS,
  sentencePieceVocabulary,
} from '../../testing/generators/tiny-sentencepiece.ts';
import { createTokenCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

const TOKENS = SENTENCEPIECE_TOKENS;
const FIRST = FIRST_PIECE;

const llama2 = (changes: MetadataFixture = {}): Promise<string> =>
  tokenizerFromGguf(memorySource('base.gguf', writeGguf({ ...sentencePieceVocabulary(), ...changes }, [])));

/** SentencePiece by its definition: join the best pair of neighbours until none is a piece, the left one of equals. */
function reference(text: string): number[] {
  const parts = Array.from(`▁${text.replaceAll(' ', '▁')}`);
  for (;;) {
    let best: { at: number; id: number } | null = null;
    for (let at = 0; at + 1 < parts.length; at++) {
      const id = TOKENS.indexOf(`${parts[at]!}${parts[at + 1]!}`, FIRST);
      if (id >= 0 && (best === null || id < best.id)) best = { at, id };
    }
    if (best === null) break;
    parts.splice(best.at, 2, TOKENS[best.id]!);
  }
  return parts.flatMap((part) => {
    const id = TOKENS.indexOf(part, FIRST);
    return id >= 0 ? [id] : Array.from(new TextEncoder().encode(part), (byte) => 3 + byte);
  });
}

describe('a vocabulary with scores, as Llama 2’s in a GGUF', () => {
  it('gives the ids that SentencePiece gives, bytes for what it does not know', async () => {
    const codec = createTokenCodec(await llama2());
    const ids = (text: string): number[] => codec.encodePrompt([{ kind: 'plain', text }]);
    const letters = fc.array(
      fc.constantFrom('a', 'b', 'l', 'u', 'n', 'g', ' ', '/', 's', '<', '>', 'é', '🫁', '\n'),
      {
        minLength: 1,
        maxLength: 24,
      },
    );
    fc.assert(
      fc.property(letters, (list) => {
        const text = list.join('');
        expect(ids(text), JSON.stringify(text)).toEqual(reference(text));
      }),
      { numRuns: 300 },
    );
  });

  it('knows its special tokens in a template and never makes one of text', async () => {
    const codec = createTokenCodec(await llama2());
    expect(codec.specialTokens).toEqual(['<unk>', '<s>', '</s>']);
    expect(codec.encodePrompt([{ kind: 'template', text: '<s>' }])).toEqual([1]);
    expect(codec.encodePrompt([{ kind: 'plain', text: '</s>' }])).not.toContain(2);
  });

  it('puts no blank in front where the file says so', async () => {
    const codec = createTokenCodec(await llama2({ 'tokenizer.ggml.add_space_prefix': false }));
    expect(codec.encodePrompt([{ kind: 'plain', text: 'ab' }])).toEqual([TOKENS.indexOf('ab')]);
  });

  it.each([
    ['scores', { 'tokenizer.ggml.scores': new Float64Array(3) }, 'format/bad-tokenizer'],
    ['types', { 'tokenizer.ggml.token_type': new Int32Array(3) }, 'format/bad-tokenizer'],
    [
      'a token of absurd length',
      { 'tokenizer.ggml.tokens': TOKENS.map((token, id) => (id === FIRST ? 'a'.repeat(500) : token)) },
      'format/over-limit',
    ],
  ])('refuses wrong %s', async (_, changes, code) => {
    await expect(llama2(changes as MetadataFixture)).rejects.toMatchObject({ code });
  });
});
