import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { ComputeType } from '../../../domain/model/model-library.ts';
import type { Clock } from '../../clock/clock.ts';
import type { KnownAnswerOutcome } from '../engine-port.ts';
import type { GpuModel } from './gpu-model.ts';

/**
 * How far a logit may be off, as a share of the largest recorded one. A wrong kernel or weight moves logits by a tenth
 * of it and more; what right hardware differs by is:
 * - float32: order of sums over thousands of terms and 30 layers, about 1e-5 (the recorded answer has six digits);
 * - float16: activations and KV cache hold 11 bits, 5e-4 each, which add up over the layers to about 1e-2.
 */
const TOLERANCES: Readonly<Record<ComputeType, number>> = { float32: 2e-3, float16: 5e-2 };

/** Crosses into a third page of the KV cache (16 tokens each). */
const FIRST_WIDTH = 40;
/** Where a full step would take longer, the model runs in software; drafts take narrower steps there too. */
const FULL_WIDTH_MS = 5_000;

export interface CheckOptions {
  readonly compute: ComputeType;
  /** Tokens that the KV cache holds. */
  readonly window: number;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** How many comparisons were made; the first that does not agree is thrown. */
interface Tally {
  compared: number;
}

/**
 * Asks a freshly loaded model for an answer that is known, along every path that drafting takes: prefill, prefill after
 * tokens that are in the cache, verification of many positions, and single steps; and then as widely as drafting does.
 * Leaves the cache empty.
 * @throws ReadroomError `engine/wrong-numbers`
 */
export async function checkKnownAnswer(
  model: GpuModel,
  answer: KnownAnswer,
  { compute, window, clock }: CheckOptions,
): Promise<KnownAnswerOutcome> {
  const { tokens, sampleLogits } = answer;
  const tally = { compared: 0 };
  const scale = sampleLogits.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  const tolerance = TOLERANCES[compute] * scale;
  const last = tokens.slice(-1);
  const half = tokens.length >> 1;

  const whole = await model.logits(tokens);
  compareLogits(whole, answer, tolerance, 'prefill', tally);
  // Attention over what is in the cache has kernels of its own: half of the prompt again, after the other half.
  model.pop(tokens.length - half);
  compareLogits(await model.logits(tokens.slice(half)), answer, tolerance, 'prefill after tokens', tally);
  model.pop(tokens.length);
  const middle = await model.logits(tokens.slice(0, half));
  model.pop(half);
  const choices = await model.verify(tokens);
  compareChoices(choices, 0, answer, tolerance, 'verify', tally);
  compareLikeliest(choices[half - 1], middle, tolerance, 'verify', tally);
  compareLikeliest(choices[tokens.length - 1], whole, tolerance, 'verify', tally);
  model.pop(1);
  compareLogits(await model.logits(last), answer, tolerance, 'decode', tally);
  model.pop(1);
  const one = await model.verify(last);
  compareChoices(one, tokens.length - 1, answer, tolerance, 'verify one', tally);
  compareLikeliest(one[0], whole, tolerance, 'verify one', tally);
  model.pop(tokens.length);

  // The recorded answer fills half a page of the cache and a corner of a kernel's tile. In wider passes it is the
  // beginning that is known; the end must be what a single step over the same tokens chooses.
  const checkWidth = async (width: number): Promise<void> => {
    const wide = Array.from({ length: width }, (_, index) => tokens[index % tokens.length] ?? 0);
    const chosen = await model.verify(wide);
    const path = `verify ${width}`;
    compareChoices(chosen, 0, answer, tolerance, path, tally);
    compareLikeliest(chosen[half - 1], middle, tolerance, path, tally);
    compareLikeliest(chosen[tokens.length - 1], whole, tolerance, path, tally);
    model.pop(1);
    compareLikeliest(chosen[width - 1], await model.logits(wide.slice(-1)), tolerance, path, tally);
    model.pop(width);
  };
  const full = Math.min(model.stepTokens, window);
  const first = Math.min(FIRST_WIDTH, full);
  const outcome = (): KnownAnswerOutcome => {
    const { compared } = tally;
    const detail = `webgpu ${compute}: ${compared} comparisons, tolerance ${tolerance.toPrecision(3)}`;
    return { compared, agreed: compared, detail };
  };
  if (first <= tokens.length) return outcome();
  const start = clock.monotonic();
  await checkWidth(first);
  const expectedMs = ((clock.monotonic() - start) * full) / first;
  if (full > first && expectedMs <= FULL_WIDTH_MS) await checkWidth(full);
  return outcome();
}

function compareLogits(
  logits: Float32Array,
  { sampleIds, sampleLogits }: KnownAnswer,
  tolerance: number,
  path: string,
  tally: Tally,
): void {
  for (const [index, id] of sampleIds.entries()) {
    const difference = Math.abs((logits[id] ?? Number.NaN) - (sampleLogits[index] ?? Number.NaN));
    tally.compared += 1;
    // A comparison the other way round would let NaN pass.
    if (!(difference <= tolerance)) wrong(path, `logit off by ${difference.toPrecision(3)}`, tolerance);
  }
}

/** Choices after token `from` and the rest, compared where the right one leads by more than two logits can be off. */
function compareChoices(
  choices: ArrayLike<number>,
  from: number,
  { argmax, margins }: KnownAnswer,
  tolerance: number,
  path: string,
  tally: Tally,
): void {
  for (let position = from; position < argmax.length; position++) {
    const clear = (margins[position] ?? 0) > 2 * tolerance;
    if (!clear) continue;
    tally.compared += 1;
    if (choices[position - from] !== argmax[position]) wrong(path, `choice ${position}`, tolerance);
  }
}

/**
 * A choice against logits of the same position that this GPU computed itself: in float16 few recorded choices lead by
 * enough to be compared, often none, and a wrong choice must not pass for that.
 */
function compareLikeliest(
  choice: number | undefined,
  logits: Float32Array,
  tolerance: number,
  path: string,
  tally: Tally,
): void {
  tally.compared += 1;
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const chosen = (choice === undefined ? undefined : logits[choice]) ?? Number.NaN;
  if (!(highest - chosen <= 2 * tolerance)) wrong(path, 'not the likeliest choice', tolerance);
}

function wrong(path: string, what: string, tolerance: number): never {
  throw new ReadroomError('engine/wrong-numbers', `${path}: ${what}, tolerance ${tolerance.toPrecision(3)}`);
}
