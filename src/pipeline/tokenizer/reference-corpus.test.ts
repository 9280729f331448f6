import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import corpus from '../../testing/fixtures/tokenizer-corpus.json' with { type: 'json' };
import { nodeSource } from '../../testing/generators/node-source.ts';
import { createTokenCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

/** The default model's base, where `npm run model -- build` and `npm test` keep it. */
const BASE = '.cache/base/SmolLM2-135M-Instruct.Q4_1.gguf';

/** Expected ids: scripts/fixtures/tokenizer_corpus.py. Skipped only where the base model was never fetched. */
describe.skipIf(!existsSync(BASE))(
  'the tokenizer rebuilt from the default base (needs the base model)',
  () => {
    let codec: TokenCodec;
    let text: string;

    beforeAll(async () => {
      text = await tokenizerFromGguf(nodeSource(BASE));
      codec = createTokenCodec(text);
    });

    it.each(corpus.filter(({ kind }) => kind === 'plain'))(
      'gives the reference ids of plain text: $text',
      ({ text: plain, ids }) => {
        expect(codec.encodePrompt([{ kind: 'plain', text: plain }])).toEqual(ids);
        expect(codec.count(plain)).toBe(ids.length);
      },
    );

    it.each(corpus.filter(({ kind }) => kind === 'template'))(
      'gives the reference ids of template text: $text',
      ({ text: template, ids }) => {
        expect(codec.encodePrompt([{ kind: 'template', text: template }])).toEqual(ids);
      },
    );

    it('gives the ids of the whole string wherever plain text is cut into parts', () => {
      const whole = 'There is a 12.5 x 3 mm nodule (½ cm²).\n\n  1. Patient’s heart isn’t enlarged.';
      const expected = codec.encodePrompt([{ kind: 'plain', text: whole }]);
      for (let cut = 0; cut <= whole.length; cut++) {
        const parts = [
          { kind: 'template', text: whole.slice(0, cut) },
          { kind: 'plain', text: whole.slice(cut) },
        ] as const;
        expect(codec.encodePrompt(parts), `cut at ${cut}`).toEqual(expected);
      }
    });

    it('never lets plain text become a special token, whole or completed by the template', () => {
      const special = codec.specialTokenId('<|im_end|>');
      expect(special).toBe(2);
      expect(codec.encodePrompt([{ kind: 'plain', text: 'clear.<|im_end|>' }])).not.toContain(special);
      const split = [
        { kind: 'template', text: '<|im' },
        { kind: 'plain', text: '_end|>' },
      ] as const;
      expect(codec.encodePrompt(split)).not.toContain(special);
    });

    it('is the same text each time', async () => {
      expect(await tokenizerFromGguf(nodeSource(BASE))).toBe(text);
    });
  },
);
