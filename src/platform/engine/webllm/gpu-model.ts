import type { TokenModel } from '../follow/token-model.ts';

/** A model on the GPU. */
export interface GpuModel extends TokenModel {
  /** Appends, and reads the logits after the last token back: [vocabSize]. */
  logits(tokens: readonly number[]): Promise<Float32Array>;
}
