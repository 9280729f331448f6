import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { fail } from '../../../domain/errors/fail.ts';
import { show } from '../failure.ts';
import { parseBoundedJson, type JsonLimits, type JsonObject } from '../../../domain/json/bounded-json.ts';
import { checkVariant } from './variants.ts';
import { namesRule, patternRule, patternValues, type ModuleRule } from './module-rules.ts';

/** What of adapter_config.json decides the merge. */
export interface AdapterConfig {
  /** Modules with a low-rank update; PEFT's `all-linear` covers every linear layer but lm_head. */
  readonly isTarget: ModuleRule;
  /** Modules saved whole. */
  readonly isSaved: ModuleRule;
  readonly hasSaved: boolean;
  readonly ensureWeightTying: boolean;
  /** base_model_name_or_path: for people, it decides nothing. */
  readonly madeFor: string | null;
  /** r and lora_alpha, which rank_pattern and alpha_pattern may overrule for some modules. */
  readonly rank: number;
  readonly alpha: number;
  readonly rankStabilized: boolean;
  rankOf(module: string): number;
  /** lora_alpha / r, or lora_alpha / √r with use_rslora. */
  scaleOf(module: string): number;
}

/** A real file takes 1 KB, with a rank for every module 100 KB. */
export const MAX_ADAPTER_CONFIG_BYTES: number = 512 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_ADAPTER_CONFIG_BYTES, maxDepth: 8, maxValues: 32_768 };
/** Far over any useful rank; a rank as large as a matrix is no low-rank update. */
const MAX_RANK = 8192;

/** PEFT's adapter_config.json (fields: PEFT's LoraConfig). Whatever Readroom does not merge is refused by name. */
export function parseAdapterConfig(
  bytes: Uint8Array,
  file = 'adapter_config.json',
): Result<AdapterConfig, ReadroomError> {
  const json = parseBoundedJson(bytes, LIMITS, file);
  if (!json.ok) return json;
  const variant = checkVariant(json.value);
  if (variant !== null) return fail('format/unsupported-adapter', `${file}: ${variant}`);
  try {
    return ok(readConfig(json.value));
  } catch (error) {
    if (error instanceof ReadroomError) return err(error);
    throw error;
  }
}

function readConfig(config: JsonObject): AdapterConfig {
  const ranks = patternsOf(config, 'rank_pattern');
  const rank = numberOf(config['r'], 'r');
  const rankOf = patternValues(ranks, rank);
  for (const each of [...Object.values(ranks), rank]) {
    if (!Number.isInteger(each) || each < 1) throw bad('r', each);
    if (each > MAX_RANK) throw new ReadroomError('format/over-limit', `rank ${each}, at most ${MAX_RANK}`);
  }
  const alpha = numberOf(config['lora_alpha'], 'lora_alpha');
  const alphaOf = patternValues(patternsOf(config, 'alpha_pattern'), alpha);
  const madeFor = config['base_model_name_or_path'];
  const rankStabilized = booleanOf(config, 'use_rslora');
  const saved = namesOf(config, 'modules_to_save') ?? [];
  return {
    isTarget: targetRule(config),
    isSaved: savedRule(saved),
    hasSaved: saved.length > 0,
    ensureWeightTying: booleanOf(config, 'ensure_weight_tying'),
    madeFor: typeof madeFor === 'string' && madeFor !== '' ? madeFor : null,
    rank,
    alpha,
    rankStabilized,
    rankOf,
    scaleOf: (module) => alphaOf(module) / (rankStabilized ? Math.sqrt(rankOf(module)) : rankOf(module)),
  };
}

function targetRule(config: JsonObject): ModuleRule {
  const targets = config['target_modules'];
  const excluded = config['exclude_modules'];
  const isExcluded =
    typeof excluded === 'string' && excluded !== ''
      ? patternRule(excluded)
      : namesRule(namesOf(config, 'exclude_modules') ?? []);
  if (typeof targets === 'string') {
    const isMatch = targets.toLowerCase() === 'all-linear' ? isInnerLinear : patternRule(targets);
    return (module) => !isExcluded(module) && isMatch(module);
  }
  const names = namesOf(config, 'target_modules');
  if (names === null || names.length === 0) throw bad('target_modules', targets);
  const isNamed = namesRule(names);
  const isLayer = layerRule(config);
  return (module) => !isExcluded(module) && isNamed(module) && isLayer(module);
}

const isInnerLinear: ModuleRule = (module) => module.endsWith('_proj');

/** layers_to_transform, which PEFT applies to lists of names only. A Llama has one list of layers: `layers`. */
function layerRule(config: JsonObject): ModuleRule {
  const layers = config['layers_to_transform'] ?? [];
  const list: readonly unknown[] = Array.isArray(layers) ? layers : [layers];
  if (!list.every((layer) => Number.isInteger(layer))) throw bad('layers_to_transform', layers);
  if (list.length === 0) return () => true;
  const pattern = config['layers_pattern'] ?? [];
  const patterns: readonly unknown[] = Array.isArray(pattern) ? pattern : [pattern];
  if (!patterns.every((item) => item === 'layers' || item === '')) throw bad('layers_pattern', pattern);
  const wanted = new Set(list);
  return (module) => wanted.has(Number(/\.layers\.(\d+)\./.exec(module)?.[1] ?? -1));
}

/** PEFT saves every module whose path ends with one of the names, with all that lies inside it. */
function savedRule(names: readonly string[]): ModuleRule {
  return (module) => {
    for (let path = module; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
      if (names.some((name) => path.endsWith(name))) return true;
    }
    return false;
  };
}

function patternsOf(config: JsonObject, key: string): Readonly<Record<string, number>> {
  const value = config[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw bad(key, value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, numberOf(item, key)]));
}

function numberOf(value: unknown, key: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw bad(key, value);
  return value;
}

function booleanOf(config: JsonObject, key: string): boolean {
  const value = config[key] ?? false;
  if (typeof value !== 'boolean') throw bad(key, value);
  return value;
}

/** A list of non-empty names; null when left out. */
function namesOf(config: JsonObject, key: string): string[] | null {
  const value = config[key] ?? null;
  if (value === null || value === '') return null;
  const isName = (item: unknown): item is string =>
    typeof item === 'string' && item !== '' && item.length <= 256;
  if (!Array.isArray(value) || value.length > 4096 || !value.every(isName)) throw bad(key, value);
  return value;
}

function bad(key: string, value: unknown): ReadroomError {
  return new ReadroomError('format/bad-config', `adapter_config.json: ${key} ${show(value)}`);
}
