import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { driveLibrary, type DrivenLibrary } from '../../scripts/prove/drive-library.ts';
import { LOGIT_TOLERANCE as TOLERANCE } from '../../scripts/prove/logit-tolerance.ts';
import { PROOF_LIBRARIES } from '../../scripts/prove/proof-libraries.ts';
import { borderPrompts } from '../../scripts/prove/prompt-lengths.ts';
import { buildRandomModel } from '../../scripts/prove/random-model.ts';
import { readConfig } from '../../scripts/model/read-config.ts';
import { REPOSITORY, ROOT } from '../../scripts/serve/folders.ts';
import { expect, test } from './support/gpu-journey.ts';
import { best, openReference, type TinyReference } from './support/tiny-reference.ts';

const SERVED = join(REPOSITORY.dist, 'model-libs');
const LIBRARIES = [
  { model: 'tiny-llama-q4f32_1', vocabSize: 512, wasm: join(SERVED, 'tiny-llama-q4f32_1.wasm') },
  // Stored in float16, computed in float32: what a GPU without shader-f16 runs.
  { model: 'tiny-llama-q8f16_1', vocabSize: 512, wasm: join(SERVED, 'tiny-llama-q8f16_1-f32.wasm') },
  // Heads of 32, three queries to a key, an output head of its own: attention takes other ways through its kernels.
  {
    model: 'untried-llama-q4f32_1',
    vocabSize: 1000,
    wasm: join(PROOF_LIBRARIES, 'untried-llama-q4f32_1.wasm'),
    random: 'untried-llama',
  },
  // What Llama-2-7B and Llama-3-8B have: a key to every query, heads of 128, scaled rope.
  {
    model: 'wide-heads-llama-q4f32_1',
    vocabSize: 300,
    wasm: join(PROOF_LIBRARIES, 'wide-heads-llama-q4f32_1.wasm'),
    random: 'wide-heads-llama',
  },
];
const NEW_TOKENS = 24;
const GREEDY_LENGTHS = [1, 16, 129, 200];

for (const { model, vocabSize, wasm, random = null } of LIBRARIES) {
  test.describe(`${model} through ${basename(wasm)} in web-llm`, () => {
    test.skip(!existsSync(wasm), 'the compiler’s tests, which make this library, did not run here');
    let driven: DrivenLibrary;
    let reference: TinyReference;
    const prompts = borderPrompts(vocabSize, 512, NEW_TOKENS);

    test.beforeAll(async ({ sharedSite }) => {
      if (random !== null) {
        const config = await readConfig(join(ROOT, 'model-configs/test', `${random}.json`));
        await buildRandomModel(config, 'q4f32_1', sharedSite.models);
      }
      reference = openReference(join(sharedSite.models, model));
      driven = await driveLibrary(wasm, sharedSite.models);
      await driven.call('load', model);
    });
    test.afterAll(() => driven.close());

    test('gives the reference’s logits and choices for lengths on both sides of page and chunk borders', async () => {
      let compared = 0;
      for (const prompt of prompts) {
        const wanted = await reference.logits(prompt);
        const logits = await driven.call('logits', prompt);
        const last = wanted.at(-1) ?? new Float64Array();
        expect(logits).toHaveLength(last.length);
        expect(Math.max(...logits.map((value, id) => Math.abs(value - (last[id] ?? NaN))))).toBeLessThan(
          TOLERANCE,
        );
        const choices = await driven.call('argmaxAtEach', prompt);
        const clear = wanted.map(best).map(({ id, margin }, index) => ({ id, margin, index }));
        for (const { id, margin, index } of clear) {
          if (margin < 2 * TOLERANCE) continue;
          expect(choices[index], `choice ${index} of ${prompt.length}`).toBe(id);
          compared++;
        }
      }
      const positions = prompts.reduce((sum, prompt) => sum + prompt.length, 0);
      expect(compared).toBeGreaterThan(0.95 * positions);
    });

    test('writes the reference’s greedy ids, by verify and by web-llm’s own decode and sampler', async () => {
      for (const prompt of prompts.filter(({ length }) => GREEDY_LENGTHS.includes(length))) {
        const verified = await driven.call('greedy', prompt, NEW_TOKENS, []);
        const decoded = await driven.call('greedyByWebLlm', prompt, NEW_TOKENS, []);
        // Given the ids, one forward of the reference tells its own choice after each of them.
        const wanted = await reference.logits([...prompt, ...verified]);
        const ids = wanted.slice(prompt.length - 1, -1).map((logits) => best(logits).id);
        expect(verified, `verify after ${prompt.length}`).toEqual(ids);
        expect(decoded, `decode after ${prompt.length}`).toEqual(ids);
      }
    });

    test('draws tokens by their probabilities within the nucleus of top-p', async () => {
      const [prompt = []] = prompts.filter(({ length }) => length === 33);
      const logits = (await reference.logits(prompt)).at(-1) ?? new Float64Array();
      const nucleus = nucleusOf(logits, 0.7);
      const count = 300;
      const drawn = await driven.call('samples', prompt, 1, 0.7, count);
      const counts = new Map<number, number>();
      for (const id of drawn) counts.set(id, (counts.get(id) ?? 0) + 1);
      expect([...counts.keys()].filter((id) => !nucleus.has(id))).toEqual([]);
      expect(chiSquared(counts, nucleus, count)).toBeLessThan(limitOf(nucleus, count));
    });
  });
}

/** The likeliest tokens whose probabilities together reach `topP`, with their probabilities among themselves. */
function nucleusOf(logits: Float64Array, topP: number): Map<number, number> {
  const largest = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = weights
    .map((weight, id) => ({ id, p: weight / total }))
    .sort((a, b) => b.p - a.p || a.id - b.id);
  const nucleus = new Map<number, number>();
  let reached = 0;
  for (const { id, p } of order) {
    if (reached >= topP) break;
    nucleus.set(id, p);
    reached += p;
  }
  for (const [id, p] of nucleus) nucleus.set(id, p / reached);
  return nucleus;
}

/** Tokens that are expected fewer than 5 times count as one. */
function chiSquared(
  counts: ReadonlyMap<number, number>,
  wanted: ReadonlyMap<number, number>,
  draws: number,
): number {
  let sum = 0;
  let rareSeen = 0;
  let rareWanted = 0;
  for (const [id, p] of wanted) {
    const seen = counts.get(id) ?? 0;
    const expected = p * draws;
    if (expected < 5) {
      rareSeen += seen;
      rareWanted += expected;
    } else sum += (seen - expected) ** 2 / expected;
  }
  return rareWanted > 0 ? sum + (rareSeen - rareWanted) ** 2 / rareWanted : sum;
}

/** Mean plus six deviations of the chi-squared distribution: a right sampler passes all but once in millions. */
function limitOf(wanted: ReadonlyMap<number, number>, draws: number): number {
  const groups = [...wanted.values()].filter((p) => p * draws >= 5).length + 1;
  const freedom = Math.max(groups - 1, 1);
  return freedom + 6 * Math.sqrt(2 * freedom) + 10;
}
