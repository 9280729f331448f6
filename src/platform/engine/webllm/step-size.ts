/** Bound of one forward pass; libraries are compiled to verify as many positions. */
export const MAX_STEP_TOKENS = 128;
/** A page of the KV cache; fewer waste the GPU. */
const MIN_STEP_TOKENS = 16;
/** A step cannot be interrupted: so long newer findings may wait for it. */
const STEP_MS = 500;

/** How many tokens one forward pass takes: as many as this GPU computes in half a second. */
export interface StepSize {
  readonly tokens: number;
  /** Takes note of what a step cost. */
  note(tokens: number, ms: number): void;
}

/** @param chunk most tokens that the library takes at once */
export function createStepSize(chunk: number): StepSize {
  const most = Math.min(MAX_STEP_TOKENS, chunk);
  let current = most;
  return {
    get tokens() {
      return current;
    },
    note(tokens, ms) {
      // Small steps do not fill the GPU and tell nothing about large ones.
      if (tokens < MIN_STEP_TOKENS || ms <= 0) return;
      const affordable = Math.floor((tokens * STEP_MS) / ms / MIN_STEP_TOKENS) * MIN_STEP_TOKENS;
      current = Math.min(most, Math.max(MIN_STEP_TOKENS, affordable));
    },
  };
}
