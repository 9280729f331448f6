import { describe, expect, test } from 'vitest';
import { changedValue, replaceNumber } from './change-number.ts';
import cases from './fixtures/numbers.json' with { type: 'json' };
import { findNumbers } from './numbers.ts';

describe('findNumbers', () => {
  test.each(cases)('reads "$text"', ({ text, numbers }) => {
    expect(findNumbers(text).map(({ kind, value }) => `${kind} ${value}`)).toEqual(numbers);
  });
});

describe('a changed number', () => {
  test.each(cases.filter(({ changed }) => changed !== ''))('stands in "$changed"', ({ text, changed }) => {
    const numbers = findNumbers(text);
    const [first] = numbers;
    if (first === undefined) throw new Error('a fixture without a number');
    const taken = new Set(numbers.filter(({ kind }) => kind === first.kind).map(({ value }) => value));
    const value = changedValue(first, taken);
    if (value === null) throw new Error('a fixture whose number has no other value');
    expect(replaceNumber(text, numbers, first, value)).toBe(changed);
  });

  test('never takes a value that the text already holds, and gives up when all are taken', () => {
    const [level] = findNumbers('L1 fracture.');
    if (level === undefined) throw new Error('L1 is a level');
    expect(changedValue(level, new Set([1, 3]))).toBe(4);
    expect(changedValue(level, new Set([1, 2, 3, 4, 5]))).toBeNull();
  });
});
