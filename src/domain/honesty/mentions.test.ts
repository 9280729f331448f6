import { describe, expect, test } from 'vitest';
import cases from './fixtures/mentions.json' with { type: 'json' };
import { CONCEPTS, supports } from './lexicon.ts';
import { findMentions } from './mentions.ts';

describe('findMentions', () => {
  test.each(cases)('reads "$text"', ({ text, mentions }) => {
    const found = findMentions(text).map(({ concept, assertion, side }) =>
      [concept, assertion, ...(side === null ? [] : [side])].join(' '),
    );
    expect(found).toEqual(mentions);
  });

  test('gives the offsets of the words that name the problem', () => {
    const text = 'The heart is mildly enlarged; nodule.';
    expect(findMentions(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'heart is mildly enlarged',
      'nodule',
    ]);
  });
});

describe('a list of denied problems', () => {
  // What begins like these is told after a denial more often than denied: "No effusion, chronic changes."
  const TOLD = /^(?:old|chronic) /;
  const names = [...CONCEPTS.values()]
    .filter(({ category, name }) => category !== 'device' && findMentions(name).length > 0)
    .map(({ name }) => name)
    .filter((name) => !TOLD.test(name));

  test.each([
    'No atelectasis, NAME or pneumonia.',
    'No atelectasis, NAME, or pneumonia is seen.',
    'There is no atelectasis, NAME and pneumonia.',
    'Without atelectasis, pneumonia, and/or NAME.',
    'Neither atelectasis nor NAME is identified.',
    'No atelectasis, pneumonia, or NAME has developed.',
    'Atelectasis, NAME, or pneumonia is not seen.',
  ])('"%s" denies whatever problem stands in it', (frame) => {
    expect(names.length).toBeGreaterThan(70);
    const read = names.map((name) => ({ name, mentions: findMentions(frame.replace('NAME', name)) }));
    const claiming = read.filter(({ mentions }) => mentions.some(({ assertion }) => assertion !== 'negated'));
    expect(claiming.map(({ name }) => name)).toEqual([]);
  });
});

describe('the lexicon', () => {
  test('knows every concept that it refers to, and none is its own kind', () => {
    for (const { id, isA, impliedBy } of CONCEPTS.values()) {
      for (const other of [...isA, ...impliedBy.flat()]) {
        expect(CONCEPTS.has(other), `${id} → ${other}`).toBe(true);
        expect(other).not.toBe(id);
      }
    }
  });

  test('finds each concept by its own name, so that a denied one is read as denied', () => {
    for (const { id, name, category } of CONCEPTS.values()) {
      if (category === 'device' || id === 'cardiac-abnormality') continue;
      const found = findMentions(`No ${name}.`);
      expect(
        found.map(({ concept, assertion }) => `${concept} ${assertion}`),
        name,
      ).toEqual([`${id} negated`]);
    }
  });

  test('lets a kind stand for what it is a kind of, not the other way round', () => {
    expect(supports(['consolidation'], 'lung-opacity')).toBe(true);
    expect(supports(['pleural-abnormality'], 'pneumothorax')).toBe(false);
  });

  test('draws no conclusion from half of what a rule needs', () => {
    expect(supports(['cardiomegaly'], 'heart-failure')).toBe(false);
    expect(supports(['cardiomegaly', 'pleural-effusion'], 'heart-failure')).toBe(true);
  });
});
