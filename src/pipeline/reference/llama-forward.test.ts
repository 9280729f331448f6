import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { floatWeights } from '../../testing/generators/float-weights.ts';
import { createRandom } from '../../testing/generators/random.ts';
import { tinyTensors } from '../../testing/generators/tiny-llama.ts';
import { llamaForward } from './llama-forward.ts';

interface Case {
  readonly name: string;
  readonly architecture: LlamaArchitecture;
  readonly seed: number;
  readonly tokens: readonly number[];
  /** [tokens, vocabSize], by Hugging Face's Llama (scripts/fixtures/llama_logits.py). */
  readonly logits: readonly (readonly number[])[];
}

const path = new URL('fixtures/llama-logits.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

const weightsOf = ({ architecture, seed }: Case) =>
  floatWeights(
    architecture,
    new Map(tinyTensors(createRandom(seed), architecture, 'F32').map(({ name, values }) => [name, values])),
  );

describe('llamaForward', () => {
  it.each(cases)('$name: the logits at every position are those of Hugging Face’s Llama', async (given) => {
    const logits = await llamaForward(given.architecture, weightsOf(given), given.tokens);
    const expected = given.logits.flat();
    expect(logits).toHaveLength(expected.length);
    const largest = Math.max(...expected.map(Math.abs));
    const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - (logits[i] ?? NaN))), 0);
    // Theirs rounds to float32 in its norms and rotary table, ours nowhere.
    expect(worst / largest).toBeLessThan(2e-6);
  });

  it('a position depends on what stands before it and on nothing after it', async () => {
    const [given] = cases;
    if (given === undefined) throw new Error('no case');
    const { architecture, tokens } = given;
    const whole = await llamaForward(architecture, weightsOf(given), tokens);
    const head = await llamaForward(architecture, weightsOf(given), tokens.slice(0, 5));
    expect(whole.slice(0, head.length)).toEqual(head);
    const changed = await llamaForward(architecture, weightsOf(given), [tokens[1] ?? 0, ...tokens.slice(1)]);
    expect(changed.at(-1)).not.toBe(whole.at(-1));
  });

  it('stops between two matrices when it is cancelled', async () => {
    const [given] = cases;
    if (given === undefined) throw new Error('no case');
    const controller = new AbortController();
    let matrices = 0;
    const run = llamaForward(given.architecture, weightsOf(given), given.tokens, {
      signal: controller.signal,
      onMatrix: () => {
        if (++matrices === 3) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(matrices).toBe(3);
  });
});
