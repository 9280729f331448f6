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
