import { describe, expect, test } from 'vitest';
import { deniable, deny, OTHER_DENIALS, PLAIN_DENIAL } from './denials.ts';
import { CONCEPTS } from './lexicon.ts';
import { claimed, findMentions } from './mentions.ts';

const FINDINGS = 'The heart is enlarged. Small effusion, mass or interstitial opacities. Old sternotomy.';

describe('deniable', () => {
  test('finds the sentences that alone carry their problems, and no hardware', () => {
    expect(deniable(FINDINGS)).toEqual([
      { sentence: 0, concepts: ['cardiomegaly'] },
      { sentence: 1, concepts: ['pleural-effusion', 'mass', 'interstitial-opacity'] },
    ]);
  });
});

describe('deny', () => {
  test('puts the denial in the sentence’s place and leaves the rest as it is', () => {
    const [, denial] = deniable(FINDINGS);
    const denied = [PLAIN_DENIAL, ...OTHER_DENIALS].map((wording) => deny(FINDINGS, denial!, wording));
    expect(denied).toEqual([
      'The heart is enlarged. No pleural effusion, mass or interstitial opacities. Old sternotomy.',
      'The heart is enlarged. Without pleural effusion or mass or interstitial opacities. Old sternotomy.',
      'The heart is enlarged. Pleural effusion has resolved. Mass has resolved. Interstitial opacities have resolved. Old sternotomy.',
    ]);
  });
});

test.each(OTHER_DENIALS.map((wording, index) => [index, wording] as const))(
  'other wording %i leaves no problem of the lexicon claimed, alone or beside others',
  (_index, wording) => {
    const names = [...CONCEPTS.values()]
      .filter(({ category, name }) => category !== 'device' && findMentions(name).length > 0)
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(70);
    const texts = names.flatMap((name, at) => [
      wording([name]),
      wording([name, names[(at + 7) % names.length]!, names[(at + 19) % names.length]!]),
    ]);
    const read = texts.map((text) => ({ text, mentions: findMentions(`${text}.`) }));
    expect(read.filter(({ mentions }) => mentions.length === 0)).toEqual([]);
    expect(read.filter(({ mentions }) => claimed(mentions).length > 0)).toEqual([]);
  },
);
