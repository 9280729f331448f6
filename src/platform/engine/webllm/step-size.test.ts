import { expect, test } from 'vitest';
import { createStepSize } from './step-size.ts';

test('a fast GPU takes whole steps, a slow one as many tokens as it does in half a second', () => {
  const size = createStepSize(1024);
  expect(size.tokens).toBe(128);
  size.note(128, 40);
  expect(size.tokens).toBe(128);
  size.note(128, 1_000);
  expect(size.tokens).toBe(64);
  size.note(64, 60_000);
  expect(size.tokens).toBe(16);
  size.note(16, 62);
  expect(size.tokens).toBe(128);
});

test('single tokens say nothing about steps, and no step is larger than the library takes', () => {
  const size = createStepSize(32);
  size.note(1, 5_000);
  expect(size.tokens).toBe(32);
  size.note(32, 1);
  expect(size.tokens).toBe(32);
  expect(createStepSize(8).tokens).toBe(8);
});
