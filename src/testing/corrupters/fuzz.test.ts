import { describe, expect, it } from 'vitest';
import { createRandom } from '../generators/random.ts';
import { prepareFuzz, runFuzz } from './fuzz-run.ts';
import { FUZZ_TARGETS } from './fuzz-targets.ts';

/** The short form of `npm run fuzz`, which also bounds time and memory. */
const RUNS = 150;

describe.each(FUZZ_TARGETS)('$name', (target) => {
  it('accepts the valid file that the damaged ones are made from', async () => {
    for (let seed = 0; seed < 5; seed++) await target.parse(target.valid(createRandom(seed)));
  });

  it('answers every damaged file with a typed error or accepts it', async () => {
    let refused = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { code, error } = await runFuzz(target, prepareFuzz(target, seed), seed);
      expect(code, `seed ${seed}: ${String(error)}`).not.toBeNull();
      if (code !== 'accepted') refused++;
    }
    expect(refused).toBeGreaterThan(RUNS / 10);
  });
});
