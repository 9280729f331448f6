import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { buildPrompt, type Example } from '../../domain/prompt/prompt-parts.ts';
import { learnedTokenizerJson } from '../../testing/generators/learned-tokenizer.ts';
import { nodeSource } from '../../testing/generators/node-source.ts';
import { RECIPES } from './pre-tokenizers.ts';
import { createTokenCodec, type PromptCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

/** What training/tests/prompt holds Python's prompts against. Written anew by `npx vitest run prompt-fixture -u`. */
const FIXTURES = new URL('../../domain/prompt/fixtures/', import.meta.url);
const BASE = '.cache/base/SmolLM2-135M-Instruct.Q4_1.gguf';

interface Fixture {
  readonly templates: Readonly<Record<string, ChatTemplate>>;
  readonly cases: readonly {
    readonly name: string;
    readonly template: string;
    readonly findings: string;
    readonly examples: readonly Example[];
  }[];
}

const { templates, cases } = JSON.parse(
  readFileSync(new URL('prompt-cases.json', FIXTURES), 'utf8'),
) as Fixture;
const prompts = cases.map(({ name, template, findings, examples }) => ({
  name,
  parts: buildPrompt(templates[template]!, findings, examples),
}));

/** Enough merges for whole words of reports, and digits alone as in the default model. */
const tiny = JSON.stringify({
  ...learnedTokenizerJson(448),
  pre_tokenizer: RECIPES.get('smollm')!.preTokenizer,
});

const idsOf = (codec: PromptCodec): Record<string, number[]> =>
  Object.fromEntries(prompts.map(({ name, parts }) => [name, codec.encodePrompt(parts)]));

async function expectFixture(name: string, value: unknown): Promise<void> {
  const text = await format(JSON.stringify(value), { parser: 'json', printWidth: 110 });
  await expect(text).toMatchFileSnapshot(new URL(name, FIXTURES).pathname);
}

describe('the prompts that Python is held against', () => {
  it('have the parts of the fixture', async () => {
    await expectFixture('prompt-parts.json', prompts);
  });

  it('have the fixture’s ids in a small vocabulary, which is in the fixture too', async () => {
    await expectFixture('tiny-tokenizer.json', JSON.parse(tiny));
    await expectFixture('tiny-ids.json', idsOf(createTokenCodec(tiny)));
  });

  it.skipIf(!existsSync(BASE))(
    'have the fixture’s ids in the default model’s vocabulary (needs the base model)',
    async () => {
      await expectFixture(
        'smollm2-ids.json',
        idsOf(createTokenCodec(await tokenizerFromGguf(nodeSource(BASE)))),
      );
    },
  );
});
