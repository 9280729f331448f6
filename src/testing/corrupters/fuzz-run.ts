import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createRandom } from '../generators/random.ts';
import { corruptBytes } from './corrupt-bytes.ts';
import type { FuzzTarget } from './fuzz-target.ts';

export interface FuzzOutcome {
  /** The code of the typed error, `accepted`, or null for an error of another kind. */
  readonly code: string | null;
  readonly seed: number;
  readonly error: unknown;
}

/** One run: the seed alone decides the valid file and the damage done to it. */
export function prepareFuzz(target: FuzzTarget, seed: number): Uint8Array {
  const random = createRandom(seed);
  return corruptBytes(target.valid(random), random);
}

/** Parses one damaged file. A parser may accept it (not all damage matters) or refuse it with a ReadroomError. */
export async function runFuzz(target: FuzzTarget, bytes: Uint8Array, seed: number): Promise<FuzzOutcome> {
  try {
    await target.parse(bytes);
    return { code: 'accepted', seed, error: null };
  } catch (error) {
    return { code: error instanceof ReadroomError ? error.code : null, seed, error };
  }
}
