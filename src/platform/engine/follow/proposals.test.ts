import { expect, test } from 'vitest';
import { createProposals, type Lookup, type Proposals } from './proposals.ts';

const DRAFT = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const LOOKUP: Lookup = { match: 2, block: 3, patience: 2 };

function after(written: readonly number[], lookup: Lookup | null): Proposals {
  const proposals = createProposals(DRAFT, lookup);
  for (const token of written) proposals.accept(token);
  return proposals;
}

test('as long as the new draft is the old one, all the rest of it is proposed', () => {
  expect(after([], LOOKUP).next()).toEqual(DRAFT);
  expect(after([1, 2, 3], null).next()).toEqual([4, 5, 6, 7, 8, 9]);
  expect(after(DRAFT, LOOKUP).next()).toEqual([]);
});

test('after a divergence nothing is proposed until enough tokens are those of the old draft again', () => {
  expect(after([1, 2, 20], LOOKUP).next()).toEqual([]);
  expect(after([1, 2, 20, 5], LOOKUP).next()).toEqual([]);
  expect(after([1, 2, 20, 5, 6], LOOKUP).next()).toEqual([7, 8, 9]);
  expect(after([1, 2, 20, 2, 3], LOOKUP).next()).toEqual([4, 5, 6]);
  expect(after([1, 2, 20, 5, 6], null).next()).toEqual([]);
});

test('right offers go on, block by block', () => {
  expect(after([20, 1, 2, 3, 4], LOOKUP).next()).toEqual([5, 6, 7]);
});

test('after two wrong offers in a row no more are made, after a right one they count anew', () => {
  const wrong = [20, 1, 2, 30];
  expect(after([...wrong, 4, 5], LOOKUP).next()).toEqual([6, 7, 8]);
  expect(after([...wrong, 4, 5, 20, 4, 5], LOOKUP).next()).toEqual([]);
  expect(after([...wrong, 4, 5, 6, 20, 4, 5], LOOKUP).next()).toEqual([6, 7, 8]);
});
