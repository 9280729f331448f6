import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { fail } from '../../../domain/errors/fail.ts';
import { llamaTensors } from '../llama-tensors.ts';
import type { AdapterConfig } from './adapter-config.ts';

export interface PlannedPair {
  readonly module: string;
  readonly rank: number;
  readonly rows: number;
  readonly columns: number;
  readonly scale: number;
}

/** Which tensors an adapter must hold for one base. */
export interface AdapterPlan {
  readonly pairs: readonly PlannedPair[];
  readonly replacements: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** lm_head shares the embeddings, which the adapter replaces: a second copy of them may be in the file. */
  readonly tiedHeadCopy: boolean;
}

const EMBEDDING = 'model.embed_tokens';
const HEAD = 'lm_head';

/** Applies the config's rules to the modules of this base. */
export function planAdapter(
  config: AdapterConfig,
  architecture: LlamaArchitecture,
): Result<AdapterPlan, ReadroomError> {
  const tied = checkTied(config, architecture);
  if (!tied.ok) return tied;
  const pairs: PlannedPair[] = [];
  const replacements: { name: string; shape: readonly number[] }[] = [];
  for (const [name, shape] of llamaTensors(architecture)) {
    const module = name.slice(0, -'.weight'.length);
    const [rows = 0, columns] = shape;
    if (config.isSaved(module)) replacements.push({ name, shape });
    else if (config.isTarget(module)) {
      if (module === EMBEDDING)
        return fail('format/unsupported-adapter', `target_modules: LoRA on ${module}`);
      if (columns === undefined)
        return fail('format/unsupported-adapter', `target_modules: ${module} is a norm`);
      pairs.push({ module, rank: config.rankOf(module), rows, columns, scale: config.scaleOf(module) });
    }
  }
  if (pairs.length === 0)
    return fail('format/adapter-mismatch', 'target_modules names no module of this base');
  return ok({
    pairs,
    replacements,
    tiedHeadCopy: architecture.tieWordEmbeddings && config.isSaved(EMBEDDING),
  });
}

/**
 * With tied embeddings PEFT trains lm_head and embed_tokens apart unless told otherwise, and the merged model would
 * no longer be tied: that cannot be written into this base.
 */
function checkTied(config: AdapterConfig, architecture: LlamaArchitecture): Result<null, ReadroomError> {
  if (!architecture.tieWordEmbeddings) return ok(null);
  const [embedding, head] = [config.isSaved(EMBEDDING), config.isSaved(HEAD)];
  if (!head && config.isTarget(HEAD)) {
    return fail(
      'format/unsupported-adapter',
      'target_modules: LoRA on lm_head, which is tied to embed_tokens',
    );
  }
  if ((embedding || head) && !config.ensureWeightTying && !(embedding && head)) {
    return fail('format/unsupported-adapter', 'modules_to_save would untie lm_head from embed_tokens');
  }
  if (head && !embedding)
    return fail('format/unsupported-adapter', 'modules_to_save: lm_head without embed_tokens');
  return ok(null);
}
