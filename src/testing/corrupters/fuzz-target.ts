import type { Random } from '../generators/random.ts';

/** A parser under attack: `valid` makes a good file, `parse` reads a damaged one to the end. */
export interface FuzzTarget {
  readonly name: string;
  valid(random: Random): Uint8Array;
  parse(bytes: Uint8Array): Promise<void>;
}
