import { describe, expect, test } from 'vitest';
import { createDraftGenerator, type DraftingModel } from '../../../domain/drafting/draft-generator.ts';
import type { DraftEvent, TextEngine } from '../../../domain/drafting/text-engine.ts';
import { swapSides } from '../../../domain/honesty/sides.ts';
import type { TokenCodec } from '../../../domain/prompt/prompt-parts.ts';
import { fc } from '../../../testing/properties.ts';
import { createFakeTokenModel, FAKE_STOP, FAKE_VOCABULARY } from './fake-token-model.ts';
import { createFollower } from './follower.ts';

/** A vocabulary of words: id 0 ends a draft; sides are common in it, whole and in halves. */
const WORDS = [
  ...[
    '<stop>',
    ' left',
    ' right',
    ' le',
    'ft',
    ' ri',
    'ght',
    ' upper',
    ' quadrant',
    ' lobe',
    ' heart',
    ' effusion',
  ],
  ...['.', ' (L', ')', ' small', ' and', ' base', ' non', '-', ' clear', ' R', ' >', ' L'],
];
const codec: TokenCodec = {
  encodePrompt: (parts) =>
    parts.flatMap(({ text }) => text.split(/(?<=.)(?= )/).map((word) => Math.max(1, WORDS.indexOf(word)))),
  count: (text) => text.split(' ').length,
  specialTokenId: (text) => (text === '<stop>' ? FAKE_STOP : null),
};
const MODEL: DraftingModel = {
  chatTemplate: { name: 't', template: '. clear{findings} >', systemMessage: '', stop: ['<stop>'] },
  context: { window: 200, prefillChunk: 8 },
  generation: { maxNewTokens: 24, temperature: 0 },
  laterality: 'canonical',
};

/** The real follower over a model of these words, as the graphics card's engine drives it. */
function drafting(model: DraftingModel) {
  const follower = createFollower(createFakeTokenModel(64), { monotonic: () => 0 });
  const engine: TextEngine = {
    async *generate({ signal = new AbortController().signal, ...request }) {
      const pieces: string[] = [];
      const onTokens = (tokens: readonly number[]): void =>
        void pieces.push(...tokens.map((token) => WORDS[token] ?? ''));
      const { finish, cost } = await follower.run(request, { signal, onTokens });
      for (const text of pieces) yield { type: 'text', text };
      yield { type: 'done', finish, usage: { ...cost, timeToFirstTokenMs: 0 } };
    },
  };
  const generator = createDraftGenerator(model, codec, engine);
  return async (findings: string) => {
    const events: DraftEvent[] = [];
    for await (const event of generator.generate(findings, new AbortController().signal)) events.push(event);
    const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    const done = events.find((event) => event.type === 'done');
    if (done?.type !== 'done') throw new Error('a draft without an end');
    return { text, exchanged: events.some(({ type }) => type === 'exchanged'), done };
  };
}

const findings = fc
  .array(fc.constantFrom(...WORDS.slice(1).filter((word) => /^ [a-z]{4}/.test(word))), { maxLength: 8 })
  .map((words) => words.join(''));

describe('a model with canonical sides', () => {
  test('drafts of the mirror image the mirror image of the draft, whatever the model', async () => {
    let sided = 0;
    await fc.assert(
      fc.asyncProperty(findings, async (text) => {
        const first = await drafting(MODEL)(text);
        const second = await drafting(MODEL)(swapSides(text));
        // A draft that was cut loses the name it was cut in, on the side that is exchanged.
        if (text === swapSides(text) || first.done.finish !== 'stop') return;
        sided += 1;
        expect(second.text).toBe(swapSides(first.text));
        expect([first.exchanged, second.exchanged].filter(Boolean)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
    expect(sided).toBeGreaterThan(20);
  });

  test('is offered the last impression in its own orientation: mirrored findings compute nothing anew', async () => {
    const draft = drafting(MODEL);
    const before = await draft(' small left effusion right base');
    const after = await draft(' small right effusion left base');
    const { usage } = after.done;
    expect(usage.prefilled).toBe(1);
    expect(usage.decoded).toBe(0);
    expect(usage.verified).toBe(before.done.usage.verified + before.done.usage.decoded);
    expect([before.exchanged, after.exchanged]).toEqual([false, true]);
  });

  test('reads an earlier right side as left while a person types, and keeps what is computed before it', async () => {
    const draft = drafting(MODEL);
    await draft(' small clear base and');
    const { exchanged, done } = await draft(' small clear base and right effusion');
    expect(exchanged).toBe(true);
    expect(done.usage.reused).toBe(6);
  });

  test('without the field reads what is written, and tells of no exchange', async () => {
    const { chatTemplate, context, generation } = MODEL;
    const asWritten = { chatTemplate, context, generation };
    const left = await drafting(asWritten)(' small left effusion');
    const right = await drafting(asWritten)(' small right effusion');
    expect([left.exchanged, right.exchanged]).toEqual([false, false]);
    expect(right.text).not.toBe(swapSides(left.text));
  });
});

test('the words of this file are the vocabulary of the fake model', () => {
  expect(WORDS).toHaveLength(FAKE_VOCABULARY);
});
