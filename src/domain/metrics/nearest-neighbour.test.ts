import { expect, test } from 'vitest';
import { createNearestNeighbour } from './nearest-neighbour.ts';

const TRAINING = [
  { findings: 'the heart is large and the lungs are clear', impression: 'large heart' },
  { findings: 'the left base holds an effusion', impression: 'left effusion' },
  { findings: 'the lungs are clear', impression: 'clear' },
];

test('a report that was seen is answered with its own impression', () => {
  const nearest = createNearestNeighbour(TRAINING);
  for (const { findings, impression } of TRAINING) expect(nearest(findings)).toBe(impression);
});

test('rare words weigh more than common ones', () => {
  expect(createNearestNeighbour(TRAINING)('the the the effusion')).toBe('left effusion');
});

test('findings without a known word get the first answer, and no training report gives none', () => {
  expect(createNearestNeighbour(TRAINING)('??? zzz')).toBe('large heart');
  expect(createNearestNeighbour([])('effusion')).toBe('');
});
