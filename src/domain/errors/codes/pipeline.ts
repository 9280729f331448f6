/** Codes of merging, quantizing, writing and checking models. */
export const PIPELINE_CODES = {
  'model/shard-hash-mismatch': 'A file of the model differs from its recorded hash; install the model again.',
} as const;
