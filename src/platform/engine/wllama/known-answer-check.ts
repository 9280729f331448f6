import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { KnownAnswerOutcome } from '../engine-port.ts';
import type { Likely, Session } from './session.ts';

/**
 * How far a logit may be off, as a share of the largest recorded one. llama.cpp rounds the input of every matrix to 8
 * bits in blocks of 32: half a step is 1/254 of a block's largest value, some 6e-3 of a typical one, as much as ten
 * times float16's. Over 30 layers that came to 1.3e-2 on the default model (two logits 0.75 of 28.8 apart from where
 * they belong). Wrong weights or kernels move logits by a tenth and more.
 */
const TOLERANCE = 5e-2;
/** Tokens that are asked for at each position: all of a tiny vocabulary, and of a large one more than come near the first. */
const ASKED_TOKENS = 256;

/**
 * Asks a freshly loaded model for an answer that is known: what follows each beginning of the known tokens, and after
 * the last one how far the recorded logits lie apart. llama.cpp tells probabilities only, so that logits are known up
 * to one number that all share.
 * @throws ReadroomError `engine/wrong-numbers`; AbortError
 */
export async function checkKnownAnswer(
  session: Pick<Session, 'likeliest'>,
  answer: KnownAnswer,
  signal?: AbortSignal,
): Promise<KnownAnswerOutcome> {
  const { tokens, argmax, sampleIds, sampleLogits } = answer;
  const scale = sampleLogits.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  /** Two logits may be off, in opposite directions. */
  const apart = 2 * TOLERANCE * scale;
  let compared = 0;
  let last: readonly Likely[] = [];
  for (const [index, right] of argmax.entries()) {
    signal?.throwIfAborted();
    last = await session.likeliest(tokens.slice(0, index + 1), ASKED_TOKENS, signal);
    if (compareChoice(last, right, apart, index)) compared += 1;
  }
  const recorded = new Map(sampleIds.map((id, index) => [id, sampleLogits[index] ?? Number.NaN]));
  compared += compareLogits(last, recorded, apart);
  const detail = `cpu: ${compared} comparisons, tolerance ${(apart / 2).toPrecision(3)}`;
  return { compared, agreed: compared, detail };
}

/** Whether the right token could be compared: it could not where it is too unlikely to be told, but may be that unlikely. */
function compareChoice(likely: readonly Likely[], right: number, apart: number, position: number): boolean {
  const first = likely[0]?.logProbability ?? Number.NaN;
  const found = likely.find(({ id }) => id === right);
  const least = likely.at(-1)?.logProbability ?? Number.NaN;
  const behind = first - (found?.logProbability ?? least);
  // A comparison the other way round would let NaN pass.
  if (!(behind <= apart)) {
    wrong(`choice ${position} is ${behind.toPrecision(3)} behind`, apart);
  }
  return found !== undefined;
}

/** All pairs of logits at once: how many there were. */
function compareLogits(
  likely: readonly Likely[],
  recorded: ReadonlyMap<number, number>,
  apart: number,
): number {
  const offsets = likely.flatMap(({ id, logProbability }) => {
    const logit = recorded.get(id);
    return logit === undefined ? [] : [logProbability - logit];
  });
  // The likeliest eight are always recorded: an engine that agrees tells at least two of them.
  if (offsets.length < 2) wrong('none of the recorded tokens is likely', apart);
  const spread = Math.max(...offsets) - Math.min(...offsets);
  if (!(spread <= apart)) wrong(`logits ${spread.toPrecision(3)} apart`, apart);
  return offsets.length;
}

function wrong(what: string, apart: number): never {
  throw new ReadroomError('engine/wrong-numbers', `cpu: ${what}, tolerance ${apart.toPrecision(3)}`);
}
