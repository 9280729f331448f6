import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';
import { show } from './failure.ts';
import { isObject, type JsonObject } from '../../domain/json/bounded-json.ts';

export interface Rope {
  readonly theta: number;
  readonly scaling: LlamaArchitecture['ropeScaling'];
}

/** transformers' default. */
const DEFAULT_THETA = 10_000;

/**
 * The rotary embedding of a config.json: `rope_theta` with `rope_scaling` ({type | rope_type, …}), or the
 * `rope_parameters` that newer versions of transformers write for both together.
 */
export function parseRope(config: JsonObject, file: string): Result<Rope, ReadroomError> {
  const together = config['rope_parameters'] ?? null;
  const scaling = config['rope_scaling'] ?? together;
  if (together !== null && !isObject(together)) return fail('format/bad-config', `${file}: rope_parameters`);
  const theta = together?.['rope_theta'] ?? config['rope_theta'] ?? DEFAULT_THETA;
  if (typeof theta !== 'number') return fail('format/bad-config', `${file}: rope_theta ${show(theta)}`);
  if (scaling === null) return ok({ theta, scaling: null });
  if (!isObject(scaling)) return fail('format/bad-config', `${file}: rope_scaling`);
  const partial = scaling['partial_rotary_factor'] ?? 1;
  if (partial !== 1) {
    return fail('format/unsupported-architecture', `${file}: partial_rotary_factor ${show(partial)}`);
  }
  const type = scaling['rope_type'] ?? scaling['type'] ?? 'default';
  if (type === 'default') return ok({ theta, scaling: null });
  if (type !== 'llama3') return fail('format/unsupported-architecture', `${file}: rope type ${show(type)}`);
  return parseLlama3(scaling, theta, file);
}

function parseLlama3(scaling: JsonObject, theta: number, file: string): Result<Rope, ReadroomError> {
  const numbers: number[] = [];
  for (const key of ['factor', 'low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings']) {
    const value = scaling[key];
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      return fail('format/bad-config', `${file}: ${key} of rope_scaling ${show(value)}`);
    }
    numbers.push(value);
  }
  const [factor = 1, lowFreqFactor = 1, highFreqFactor = 4, originalMaxPositionEmbeddings = 1] = numbers;
  if (highFreqFactor <= lowFreqFactor || !Number.isInteger(originalMaxPositionEmbeddings)) {
    return fail('format/bad-config', `${file}: rope_scaling contradicts itself`);
  }
  return ok({
    theta,
    scaling: { type: 'llama3', factor, lowFreqFactor, highFreqFactor, originalMaxPositionEmbeddings },
  });
}
