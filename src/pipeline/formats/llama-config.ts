import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';
import { show } from './failure.ts';
import {
  isObject,
  parseBoundedJson,
  type JsonLimits,
  type JsonObject,
} from '../../domain/json/bounded-json.ts';
import { checkArchitecture } from './llama-limits.ts';
import { parseRope } from './llama-rope.ts';

/** A real config.json takes about 1 KB. */
export const MAX_CONFIG_BYTES: number = 256 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_CONFIG_BYTES, maxDepth: 8, maxValues: 16_384 };

/** Settings that would change the arithmetic, with the only values that Readroom's Llama computes. */
const REQUIRED: Readonly<Record<string, readonly unknown[]>> = {
  hidden_act: ['silu', undefined],
  attention_bias: [false, null, undefined],
  mlp_bias: [false, null, undefined],
  partial_rotary_factor: [1, null, undefined],
  rope_interleaved: [false, null, undefined],
  quantization_config: [null, undefined],
  is_decoder: [true, false, null, undefined],
};

/**
 * config.json of Hugging Face's Llama family (defaults: transformers' LlamaConfig) as an architecture. Every
 * setting that would need other arithmetic is refused by its name.
 */
export function parseLlamaConfig(
  bytes: Uint8Array,
  file = 'config.json',
): Result<LlamaArchitecture, ReadroomError> {
  const json = parseBoundedJson(bytes, LIMITS, file);
  if (!json.ok) return json;
  const config = json.value;
  const family = checkFamily(config, file);
  if (!family.ok) return family;
  const rope = parseRope(config, file);
  if (!rope.ok) return rope;

  const number = numbersOf(config);
  const hiddenSize = number('hidden_size');
  const attentionHeads = number('num_attention_heads');
  const tied = config['tie_word_embeddings'] ?? false;
  if (typeof tied !== 'boolean')
    return fail('format/bad-config', `${file}: tie_word_embeddings ${show(tied)}`);
  return checkArchitecture(
    {
      family: 'llama',
      vocabSize: number('vocab_size'),
      hiddenSize,
      intermediateSize: number('intermediate_size'),
      layers: number('num_hidden_layers'),
      attentionHeads,
      keyValueHeads: number('num_key_value_heads', attentionHeads),
      headDim: number('head_dim', hiddenSize / attentionHeads),
      ropeTheta: rope.value.theta,
      ropeScaling: rope.value.scaling,
      rmsNormEps: number('rms_norm_eps', 1e-6),
      tieWordEmbeddings: tied,
      maxPositionEmbeddings: number('max_position_embeddings', 2048),
    },
    file,
  );
}

function checkFamily(config: JsonObject, file: string): Result<null, ReadroomError> {
  if (config['model_type'] !== 'llama') {
    return fail('format/unsupported-architecture', `${file}: model_type ${show(config['model_type'])}`);
  }
  const classes = config['architectures'];
  if (Array.isArray(classes) && !classes.includes('LlamaForCausalLM')) {
    return fail('format/unsupported-architecture', `${file}: architectures ${show(classes[0])}`);
  }
  for (const [key, values] of Object.entries(REQUIRED)) {
    const value = config[key];
    if (!values.includes(value)) {
      return fail(
        'format/unsupported-architecture',
        `${file}: ${key} ${isObject(value) ? 'is set' : show(value)}`,
      );
    }
  }
  return ok(null);
}

/** A number, the fallback where it is left out, or NaN, which checkArchitecture refuses with the key's name. */
function numbersOf(config: JsonObject): (key: string, fallback?: number) => number {
  return (key, fallback = NaN) => {
    const value = config[key] ?? fallback;
    return typeof value === 'number' ? value : NaN;
  };
}
