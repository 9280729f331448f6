import { describe, expect, test } from 'vitest';
import { compareGreedy } from './compare-greedy.ts';
import type { DrivenLibrary } from './drive-library.ts';

const REQUEST = { prompt: [5, 6], maxNewTokens: 3, stop: [] };
const ANSWER = { ids: [1, 2, 3], text: 'abc', margins: [1, 0.5, 2], firstLogits: [0.5, 2, -1, 0] };

/** Answers as a page with a library would. */
function library(answers: { logits: number[]; greedy: number[]; greedyByWebLlm: number[] }): DrivenLibrary {
  const all: Record<string, unknown> = { load: undefined, ...answers };
  const call = (method: string): Promise<unknown> => Promise.resolve(all[method]);
  return { call: call as DrivenLibrary['call'], close: () => Promise.resolve() };
}

const RIGHT = { logits: [0.5, 2, -1, 0], greedy: [1, 2, 3], greedyByWebLlm: [1, 2, 3] };

async function isEqual(answers: typeof RIGHT): Promise<boolean> {
  const [comparison] = await compareGreedy(
    () => Promise.resolve(library(answers)),
    'tiny',
    [REQUEST],
    [ANSWER],
  );
  return comparison?.equal ?? false;
}

describe('the comparison with PyTorch', () => {
  test('accepts the same ids with logits as close as float32 gets', async () => {
    expect(await isEqual(RIGHT)).toBe(true);
    expect(await isEqual({ ...RIGHT, logits: [0.50001, 2, -1, 0] })).toBe(true);
  });

  test.each([
    ['another id by verify', { ...RIGHT, greedy: [1, 2, 4] }],
    ['an id too few', { ...RIGHT, greedy: [1, 2] }],
    ['an id too many', { ...RIGHT, greedyByWebLlm: [1, 2, 3, 4] }],
    ['another id by web-llm’s own decode', { ...RIGHT, greedyByWebLlm: [0, 2, 3] }],
    ['the same ids from other logits', { ...RIGHT, logits: [0.5, 2, -1.7, 0] }],
    ['logits as far off as a sine of the GPU’s own puts them', { ...RIGHT, logits: [0.5004, 2, -1, 0] }],
    ['logits that are no numbers', { ...RIGHT, logits: [NaN, 2, -1, 0] }],
    ['logits of another vocabulary', { ...RIGHT, logits: [0.5, 2, -1] }],
  ])('refuses %s', async (_, answers) => {
    expect(await isEqual(answers)).toBe(false);
  });
});
