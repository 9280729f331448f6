import { describe, expect, it } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { TEST_ANSWER } from '../../../testing/webllm/answering-model.ts';
import { checkKnownAnswer } from './known-answer-check.ts';
import type { Likely } from './session.ts';

const VOCABULARY = 16;

/** Logits after a beginning of the test answer's tokens: the recorded ones after the last, one clear choice before. */
function logitsAfter(length: number): number[] {
  const logits = new Array<number>(VOCABULARY).fill(-1);
  if (length < TEST_ANSWER.tokens.length) logits[TEST_ANSWER.argmax[length - 1] ?? 0] = 4;
  else TEST_ANSWER.sampleIds.forEach((id, index) => (logits[id] = TEST_ANSWER.sampleLogits[index] ?? 0));
  return logits;
}

/** As llama.cpp tells them: probabilities of the first few, likeliest first. */
function told(logits: readonly number[], count: number): Likely[] {
  const sum = Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0));
  return logits
    .map((logit, id) => ({ id, logProbability: logit - sum }))
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, count);
}

async function verdict(
  change: (logits: number[], position: number) => void = () => undefined,
  keep = VOCABULARY,
): Promise<string> {
  const session = {
    likeliest(tokens: readonly number[], count: number): Promise<Likely[]> {
      expect(tokens).toEqual(TEST_ANSWER.tokens.slice(0, tokens.length));
      const logits = logitsAfter(tokens.length);
      change(logits, tokens.length - 1);
      return Promise.resolve(told(logits, Math.min(keep, count)));
    },
  };
  return checkKnownAnswer(session, TEST_ANSWER).then(
    ({ compared, agreed }) => `${agreed} of ${compared}`,
    (error: unknown) => `${(error as ReadroomError).code}: ${(error as ReadroomError).detail}`,
  );
}

describe('the known answer on the processor', () => {
  it('is right when every choice and every recorded logit is where it belongs', async () => {
    expect(await verdict()).toBe('8 of 8');
  });

  it('is right when all logits are moved alike: probabilities do not tell that', async () => {
    expect(await verdict((logits) => logits.forEach((logit, id) => (logits[id] = logit + 3)))).toBe('8 of 8');
  });

  it('is right within what 8-bit activations differ by, though a near choice turns over', async () => {
    expect(await verdict((logits, position) => position === 1 && (logits[12] = 4.5))).toBe('8 of 8');
  });

  it('is wrong when another choice is clearly likelier, at any position', async () => {
    for (const at of [0, 1, 2]) {
      const found = await verdict((logits, position) => position === at && (logits[12] = 5.5));
      expect(found).toMatch(`engine/wrong-numbers: cpu: choice ${at} is 1.5`);
    }
  });

  it('is wrong when one recorded logit is off', async () => {
    const found = await verdict((logits, position) => position === 3 && (logits[0] = -8.5));
    expect(found).toMatch('engine/wrong-numbers: cpu: logits 1.50 apart');
  });

  it('is wrong when nothing comes back, or no number', async () => {
    expect(await verdict(undefined, 0)).toMatch('engine/wrong-numbers: cpu: choice 0 is NaN');
    expect(await verdict((logits) => logits.fill(Number.NaN))).toMatch('engine/wrong-numbers');
  });

  it('is wrong when the right token is not told, and could not be that unlikely', async () => {
    const found = await verdict((logits, position) => {
      if (position === 0) [0, 1, 2, 3].forEach((id) => (logits[id] = 9 - id));
    }, 4);
    expect(found).toMatch('engine/wrong-numbers: cpu: choice 0');
  });

  it('counts no comparison that could not be made', async () => {
    const found = await verdict((logits, position) => {
      if (position === 0) [0, 1, 2, 3].forEach((id) => (logits[id] = 4.1));
    }, 4);
    expect(found).toBe('6 of 6');
  });
});
