/** A repeatable stream of randomness: the same seed gives the same files on every machine. */
export interface Random {
  /** An integer from 0 to `below` − 1. */
  integer(below: number): number;
  /** From −1 to 1. */
  number(): number;
  pick<T>(items: readonly T[]): T;
}

/** Mulberry32: small, quick and good enough for test data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    integer: (below) => Math.floor(next() * below),
    number: () => next() * 2 - 1,
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
}
