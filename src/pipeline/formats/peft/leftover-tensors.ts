import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { showAll } from '../failure.ts';
import { dropTiedCopy } from '../safetensors/drop-tied-copy.ts';
import type { StoredTensor } from '../tensor-source.ts';
import type { AdapterPlan } from './adapter-plan.ts';

const HEAD = 'lm_head.weight';
const EMBEDDING = 'model.embed_tokens.weight';

/** Tensors of the methods that Readroom does not merge, by the names that PEFT gives them. */
const VARIANTS: readonly (readonly [RegExp, string])[] = [
  [/lora_magnitude_vector/, 'DoRA'],
  [/lora_embedding_[AB]/, 'LoRA on embeddings'],
  [/lora_[AB]\.bias$/, 'lora_bias'],
  [/\.bias$/, 'trained biases'],
  [/trainable_tokens/, 'trainable tokens'],
  // PEFT writes these when lm_head is a target; they may differ from this base's.
  [/\.base_layer\.weight$/, 'LoRA on a layer whose own weights were saved with it'],
];

/**
 * Refuses every tensor that the plan does not account for, saying what it means where that is known.
 * @throws ReadroomError `format/unsupported-adapter`, `format/adapter-mismatch`, `format/unknown-tensor`
 */
export async function checkLeftovers(
  left: Map<string, StoredTensor>,
  found: ReadonlyMap<string, StoredTensor>,
  plan: AdapterPlan,
  prefix: string,
  signal?: AbortSignal,
): Promise<void> {
  await dropTiedHead(left, found, plan, prefix, signal);
  const names = [...left.keys()];
  if (names.length === 0) return;
  for (const [pattern, method] of VARIANTS) {
    const named = names.filter((name) => pattern.test(name));
    if (named.length > 0)
      throw new ReadroomError('format/unsupported-adapter', `${method}: ${showAll(named)}`);
  }
  const pairs = names.filter((name) => name.startsWith(prefix) && /\.lora_[AB]\.weight$/.test(name));
  if (pairs.length > 0)
    throw new ReadroomError('format/adapter-mismatch', `not planned for this base: ${showAll(pairs)}`);
  throw new ReadroomError('format/unknown-tensor', showAll(names));
}

/** A bit-equal copy of replaced, tied embeddings is no second opinion. */
async function dropTiedHead(
  left: Map<string, StoredTensor>,
  found: ReadonlyMap<string, StoredTensor>,
  plan: AdapterPlan,
  prefix: string,
  signal?: AbortSignal,
): Promise<void> {
  const head = left.get(prefix + HEAD);
  const embedding = found.get(prefix + EMBEDDING);
  if (!plan.tiedHeadCopy || head === undefined || embedding === undefined) return;
  await dropTiedCopy(new Map([[HEAD, head] as const, [EMBEDDING, embedding] as const]), signal);
  left.delete(prefix + HEAD);
}
