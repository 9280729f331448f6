import { show } from '../failure.ts';
import type { JsonObject } from '../../../domain/json/bounded-json.ts';

/** Keys that parseAdapterConfig reads. */
const READ: ReadonlySet<string> = new Set([
  'r',
  'lora_alpha',
  'use_rslora',
  'rank_pattern',
  'alpha_pattern',
  'target_modules',
  'exclude_modules',
  'layers_to_transform',
  'layers_pattern',
  'modules_to_save',
  'ensure_weight_tying',
]);

/** Keys that say how the adapter came about, or that only matter beside a variant that is refused anyway. */
const NO_EFFECT: ReadonlySet<string> = new Set([
  'task_type',
  'peft_version',
  'base_model_name_or_path',
  'base_model_class',
  'parent_library',
  'revision',
  'inference_mode',
  'auto_mapping',
  'lora_dropout',
  'megatron_core',
  'runtime_config',
  'loftq_config', // loftq itself is refused under init_lora_weights
  'eva_config',
  'corda_config',
  'lora_ga_config',
  'qalora_group_size', // qalora itself is refused as use_qalora
]);

/**
 * Starts that leave the base as it is, so that base + scale·B·A is the trained model. PiSSA, OLoRA, CorDA, LoftQ
 * and LoRA-GA begin by changing the base: with the original base their adapters give other weights.
 */
const MERGEABLE_STARTS: ReadonlySet<unknown> = new Set([
  true,
  false,
  null,
  undefined,
  'gaussian',
  'eva',
  'orthogonal',
  'mica',
]);

/**
 * Why this adapter cannot be merged, naming the key and value at fault, or null. Unknown keys are refused as soon
 * as they are switched on: a variant invented later must not be merged as if it were plain LoRA.
 */
export function checkVariant(config: JsonObject): string | null {
  const type = config['peft_type'];
  if (type !== 'LORA') return `peft_type ${show(type)}`;
  for (const [key, value] of Object.entries(config)) {
    if (READ.has(key) || NO_EFFECT.has(key) || key === 'peft_type') continue;
    if (key === 'init_lora_weights') {
      if (!MERGEABLE_STARTS.has(typeof value === 'string' ? value.toLowerCase() : value)) {
        return `init_lora_weights ${show(value)}`;
      }
    } else if (key === 'bias' ? value !== 'none' && value !== null : isSet(value))
      return `${show(key)} ${show(value)}`;
  }
  return null;
}

function isSet(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
