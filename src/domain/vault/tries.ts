/** Wrong passphrases so far, kept where a reload cannot forget them. */
export interface Tries {
  readonly failed: number;
  /** When the last one failed, ms since the epoch; 0 before the first. */
  readonly lastAt: number;
}

export const NO_TRIES: Tries = { failed: 0, lastAt: 0 };

/** Slips of the finger that cost nothing. */
const FREE_TRIES = 3;
const FIRST_DELAY_MS = 1_000;
/** A person who has found the note with the passphrase again should not have to come back tomorrow. */
const MAX_DELAY_MS = 5 * 60_000;

/** How long to wait after this many wrong passphrases, ms: nothing, then 1 s, doubling up to five minutes. */
export function delayAfter(failed: number): number {
  if (failed < FREE_TRIES) return 0;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failed - FREE_TRIES, 30));
}

/**
 * How long until the next try, ms. A clock that was put back ends the wait: until it has caught up nothing would count
 * down, and whoever may set a clock could as well put it forward.
 */
export function waitBefore({ failed, lastAt }: Tries, now: number): number {
  return now < lastAt ? 0 : Math.max(0, lastAt + delayAfter(failed) - now);
}
