import { describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { answeringModel, TEST_ANSWER } from '../../../testing/webllm/answering-model.ts';
import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { ComputeType } from '../../../domain/model/model-library.ts';
import { createManualClock } from '../../clock/manual-clock.ts';
import type { GpuModel } from './gpu-model.ts';
import { checkKnownAnswer, type CheckOptions } from './known-answer-check.ts';

const verdict = (
  model: GpuModel,
  answer: KnownAnswer,
  compute: ComputeType,
  { window = 512, clock = createManualClock() }: Partial<CheckOptions> = {},
): Promise<string> =>
  checkKnownAnswer(model, answer, { compute, window, clock }).then(
    () => 'right',
    (error: unknown) => `${(error as ReadroomError).code}: ${(error as ReadroomError).detail}`,
  );

test('a model that answers as recorded is right, and its cache is empty again', async () => {
  const model = answeringModel();
  expect(await verdict(model, TEST_ANSWER, 'float32')).toBe('right');
  expect(model.cache).toEqual([]);
});

test('how many comparisons were made is told, more of them where single choices are clear', async () => {
  const outcome = (compute: ComputeType): ReturnType<typeof checkKnownAnswer> =>
    checkKnownAnswer(answeringModel(), TEST_ANSWER, { compute, window: 512, clock: createManualClock() });
  const [fine, coarse] = [await outcome('float32'), await outcome('float16')];
  expect(fine.agreed).toBe(fine.compared);
  expect(fine.detail).toMatch(`webgpu float32: ${fine.compared} comparisons`);
  expect(fine.compared).toBeGreaterThan(coarse.compared);
  expect(coarse.compared).toBeGreaterThan(3 * TEST_ANSWER.sampleIds.length);
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

describe('passes as wide as drafting makes them', () => {
  test.each([
    ['one that a first, cheaper one does not show', 128, 128],
    ['one beyond two pages of the cache', 40, 40],
    ['the widest that a short window lets through', 512, 96],
  ])('a wrong choice at the end of %s is found', async (_, stepTokens, width) => {
    const model = answeringModel({
      stepTokens,
      choices: (ids) => ids.length === width && (ids[width - 1] = 15),
    });
    const found = await verdict(model, TEST_ANSWER, 'float16', { window: width });
    expect(found).toMatch(`engine/wrong-numbers: verify ${width}: not the likeliest choice`);
  });

  test('so is a wrong choice at the known beginning of one', async () => {
    const model = answeringModel({ stepTokens: 128, choices: (ids) => ids.length === 128 && (ids[2] = 15) });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toMatch('verify 128: choice 2');
  });

  test('a right model is asked for the full width, and its cache is empty again', async () => {
    const widths: number[] = [];
    const model = answeringModel({ stepTokens: 128, onVerify: (width) => widths.push(width) });
    expect(await verdict(model, TEST_ANSWER, 'float32')).toBe('right');
    expect([Math.max(...widths), model.cache.length]).toEqual([128, 0]);
  });

  test('a model that runs in software, slowly, is spared the full width', async () => {
    const widths: number[] = [];
    const model = answeringModel({ stepTokens: 128, onVerify: (width) => widths.push(width) });
    const slow = { monotonic: () => widths.reduce((sum, width) => sum + width * 200, 0) };
    expect(await verdict(model, TEST_ANSWER, 'float32', { clock: slow })).toBe('right');
    expect(Math.max(...widths)).toBe(40);
  });
});
