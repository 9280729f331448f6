import { createRandom } from '../../../src/testing/generators/random.ts';

/** In no report and no word of the app; every canary that stands for words of a report begins with it. */
export const CANARY = 'canarybird';
/** Those in names and notes of models, which are readable on disk and must be heard nowhere else. */
export const MODEL_CANARY = 'canaryfinch';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Words that nobody else writes, each given out once; the same ones for the same seed. */
export interface Canaries {
  next(): string;
  nextOfModel(): string;
  count(): number;
}

export function createCanaries(seed: number): Canaries {
  const random = createRandom(seed);
  const given = new Set<string>();
  const give = (prefix: string): string => {
    let word = '';
    do
      word =
        prefix + Array.from({ length: 8 }, () => LETTERS.charAt(random.integer(LETTERS.length))).join('');
    while (given.has(word));
    given.add(word);
    return word;
  };
  return {
    next: () => give(CANARY),
    nextOfModel: () => give(MODEL_CANARY),
    count: () => given.size,
  };
}
