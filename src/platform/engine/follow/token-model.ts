/**
 * A language model with a KV cache, as the follower drives it. Every call works on the end of the cache; one call at a
 * time. A call that throws leaves the model unusable.
 */
export interface TokenModel {
  /**
   * Tokens that one call should take at most; may change from run to run. A call cannot be interrupted, so this bounds
   * how long newer findings wait.
   */
  readonly stepTokens: number;
  /** Computes the cache entries of `tokens`. */
  append(tokens: readonly number[]): Promise<void>;
  /** The same, and the likeliest next token after each of them: [tokens.length]; on a tie the lowest id. */
  verify(tokens: readonly number[]): Promise<ArrayLike<number>>;
  /** The same as `append`, and a next token drawn at a temperature above 0. */
  sample(tokens: readonly number[], temperature: number): Promise<number>;
  /** Takes the newest `count` entries off the cache. */
  pop(count: number): void;
}
