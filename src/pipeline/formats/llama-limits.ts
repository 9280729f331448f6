import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';

/**
 * Four times and more what the largest Llama has (405B: 126 layers, hidden 16,384, ffn 53,248, 128 heads,
 * vocabulary 128,256, context 131,072), so that a lying description cannot ask for absurd amounts of memory.
 */
const MAX_SIZES = {
  vocabSize: 1_048_576,
  hiddenSize: 65_536,
  intermediateSize: 262_144,
  layers: 512,
  attentionHeads: 1024,
  keyValueHeads: 1024,
  headDim: 1024,
  maxPositionEmbeddings: 16_777_216,
} as const;

/** An architecture whose sizes are whole, within bounds and fit each other. */
export function checkArchitecture(
  candidate: LlamaArchitecture,
  file: string,
): Result<LlamaArchitecture, ReadroomError> {
  for (const [key, max] of Object.entries(MAX_SIZES) as [keyof typeof MAX_SIZES, number][]) {
    const size = candidate[key];
    if (!Number.isInteger(size) || size < 1) return fail('format/bad-config', `${file}: ${key} ${size}`);
    if (size > max) return fail('format/over-limit', `${file}: ${key} ${size}, at most ${max}`);
  }
  if (candidate.attentionHeads % candidate.keyValueHeads !== 0) {
    return fail('format/bad-config', `${file}: heads do not share key-value heads evenly`);
  }
  if (candidate.headDim % 2 !== 0)
    return fail('format/bad-config', `${file}: headDim ${candidate.headDim} is odd`);
  for (const key of ['ropeTheta', 'rmsNormEps'] as const) {
    if (!Number.isFinite(candidate[key]) || candidate[key] <= 0) {
      return fail('format/bad-config', `${file}: ${key} ${candidate[key]}`);
    }
  }
  return ok(candidate);
}
