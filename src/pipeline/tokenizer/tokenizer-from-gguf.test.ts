import { describe, expect, it } from 'vitest';
import { memorySource } from '../../testing/generators/memory-files.ts';
import { writeGguf, type MetadataFixture } from '../../testing/generators/gguf-file.ts';
import { tinyTokenizerJson, tinyVocabulary } from '../../testing/generators/tiny-tokenizer.ts';
import { createTokenCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

const rebuild = (metadata: MetadataFixture): Promise<string> =>
  tokenizerFromGguf(memorySource('base.gguf', writeGguf(metadata, [])));

const textIds = (json: string, text: string): number[] =>
  createTokenCodec(json).encodePrompt([{ kind: 'plain', text }]);

describe('tokenizerFromGguf', () => {
  it('rebuilds the tokenizer that the vocabulary came from', async () => {
    const json = await rebuild(tinyVocabulary('gpt-2'));
    const text = "No lung eff, 12.5 mm, patient's ½ ²\n\n";
    expect(textIds(json, text)).toEqual(textIds(JSON.stringify(tinyTokenizerJson()), text));
    expect(createTokenCodec(json).specialTokenId('<|im_start|>')).toBe(1);
  });

  it('keeps digits apart for smollm, in threes for llama-bpe and together for gpt-2', async () => {
    const ids = async (pre: string): Promise<number> =>
      textIds(await rebuild(tinyVocabulary(pre)), '12').length;
    expect([await ids('smollm'), await ids('llama-bpe'), await ids('gpt-2')]).toEqual([2, 1, 1]);
  });

  it.each([
    ['tokenizer.ggml.model', 'bert', /"bert".*tokenizer\.json/],
    ['tokenizer.ggml.pre', 'tekken', /"tekken".*tokenizer\.json/],
  ])('refuses an unknown %s by name and asks for tokenizer.json', async (key, value, detail) => {
    await expect(rebuild({ ...tinyVocabulary(), [key]: value })).rejects.toMatchObject({
      code: 'format/unsupported-tokenizer',
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('refuses token types that do not cover the vocabulary', async () => {
    const metadata = { ...tinyVocabulary(), 'tokenizer.ggml.token_type': new Int32Array(3) };
    await expect(rebuild(metadata)).rejects.toMatchObject({ code: 'format/bad-tokenizer' });
  });
});
