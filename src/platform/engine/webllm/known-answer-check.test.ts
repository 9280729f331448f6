import { describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { answeringModel, TEST_ANSWER } from '../../../testing/webllm/answering-model.ts';
import { checkKnownAnswer } from './known-answer-check.ts';

const verdict = (...given: Parameters<typeof checkKnownAnswer>): Promise<string> =>
  checkKnownAnswer(...given).then(
    () => 'right',
    (error: unknown) => `${(error as ReadroomError).code}: ${(error as ReadroomError).detail}`,
  );

test('a model that answers as recorded is right, and its cache is empty again', async () => {
  const model = answeringModel();
  expect(await verdict(model, TEST_ANSWER, 'float32')).toBe('right');
  expect(model.cache).toEqual([]);
});

describe('wrong numbers', () => {
  test.each([
    ['prefill', 0],
    ['prefill after tokens', 1],
    ['decode', 3],
  ])('one recorded logit that is off is found in %s', async (path, call) => {
    const model = answeringModel({ logits: (values, index) => index === call && (values[7] = 9.5) });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toMatch(`engine/wrong-numbers: ${path}: logit off`);
  });

  test('numbers that are no numbers are wrong', async () => {
    const model = answeringModel({ logits: (values) => values.fill(Number.NaN) });
    expect(await verdict(model, TEST_ANSWER, 'float16')).toMatch('logit off by NaN');
  });

  test.each([
    ['verify', 0],
    ['verify one', 1],
  ])('a choice that differs although it was clear is found in %s', async (path, call) => {
    const model = answeringModel({
      choices: (ids, index) => index === call && (ids[ids.length - 1] = 0),
    });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toMatch(`engine/wrong-numbers: ${path}: choice 3`);
  });

  test.each([
    ['verify', 'in the middle', (ids: number[]) => ids.length > 1 && (ids[1] = 15)],
    ['verify', 'at the end', (ids: number[]) => ids.length > 1 && (ids[3] = 0)],
    ['verify one', 'of a single step', (ids: number[]) => ids.length === 1 && (ids[0] = 0)],
  ])(
    'a choice that %s makes %s is found in half floats, though no margin decides it',
    async (path, _, choices) => {
      const verdictOf = await verdict(answeringModel({ choices }), TEST_ANSWER, 'float16');
      expect(verdictOf).toMatch(`engine/wrong-numbers: ${path}: not the likeliest choice`);
    },
  );

  test('choices that are missing are wrong', async () => {
    const model = answeringModel({ choices: (ids) => ids.splice(0) });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toMatch('choice');
  });
});

describe('what right hardware may do', () => {
  test('half floats may be off by more than floats', async () => {
    const off = (): ReturnType<typeof answeringModel> =>
      answeringModel({ logits: (values) => (values[7] = (values[7] ?? 0) + 0.2) });
    expect(await verdict(off(), TEST_ANSWER, 'float16')).toBe('right');
    expect(await verdict(off(), TEST_ANSWER, 'float32')).toMatch('engine/wrong-numbers');
  });

  test('a choice between two that are nearly equal may go either way', async () => {
    const model = answeringModel({ choices: (ids) => ids.length > 1 && (ids[1] = 0) });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toBe('right');
  });
});
