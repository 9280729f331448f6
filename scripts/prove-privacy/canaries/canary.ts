import { createRandom } from '../../../src/testing/generators/random.ts';

/** In no report and no word of the app; every canary begins with it. */
export const CANARY = 'canarybird';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Words that nobody else writes, each given out once; the same ones for the same seed. */
export interface Canaries {
  next(): string;
  count(): number;
}

export function createCanaries(seed: number): Canaries {
  const random = createRandom(seed);
  const given = new Set<string>();
  return {
    next() {
      let word = '';
      do
        word =
          CANARY + Array.from({ length: 8 }, () => LETTERS.charAt(random.integer(LETTERS.length))).join('');
      while (given.has(word));
      given.add(word);
      return word;
    },
    count: () => given.size,
  };
}
