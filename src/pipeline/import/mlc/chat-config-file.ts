import * as v from 'valibot';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { parseBoundedJson, type JsonLimits, type JsonObject } from '../../../domain/json/bounded-json.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { QUANTIZATIONS, type Quantization } from '../../../domain/model/quantization.ts';
import { unwrap } from '../../../domain/result.ts';
import { show } from '../../formats/failure.ts';
import { checkArchitecture } from '../../formats/llama-limits.ts';
import { parseRope } from '../../formats/llama-rope.ts';
import { CHAT_CONFIG } from '../../shards/model-files.ts';

/** A real one takes 2 to 4 kB; those with a long system message somewhat more. */
export const MAX_CHAT_CONFIG_BYTES: number = 256 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_CHAT_CONFIG_BYTES, maxDepth: 10, maxValues: 16_384 };

/** mlc-chat-config.json as far as it says what the weights are and how the model is spoken to. */
export interface MlcChatConfig {
  /** `tieWordEmbeddings` is null where an older tool left it out: the list of tensors tells. */
  readonly architecture: Omit<LlamaArchitecture, 'tieWordEmbeddings'> & {
    readonly tieWordEmbeddings: boolean | null;
  };
  readonly quantization: Quantization;
  /** Positions that the model was made for. */
  readonly window: number;
  /** An object, a bare name, or something else: not yet checked. */
  readonly conversation: unknown;
  readonly endIds: readonly number[];
  readonly beginId: number | null;
}

const number = v.number();
const ModelSchema = v.object({
  hidden_size: number,
  intermediate_size: number,
  num_attention_heads: number,
  num_hidden_layers: number,
  rms_norm_eps: number,
  vocab_size: number,
  num_key_value_heads: v.optional(v.nullable(number)),
  head_dim: v.optional(v.nullable(number)),
  context_window_size: v.optional(v.nullable(number)),
  position_embedding_base: v.optional(v.nullable(number)),
  rope_theta: v.optional(v.nullable(number)),
  rope_scaling: v.optional(v.unknown()),
  tie_word_embeddings: v.optional(v.nullable(v.boolean())),
  attention_bias: v.optional(v.unknown()),
  mlp_bias: v.optional(v.unknown()),
});

/** @throws ReadroomError `format/…` by the name of what is wrong or not supported */
export function parseMlcChatConfig(bytes: Uint8Array): MlcChatConfig {
  const json = unwrap(parseBoundedJson(bytes, LIMITS, CHAT_CONFIG));
  if (json['model_type'] !== 'llama') {
    throw new ReadroomError(
      'format/unsupported-architecture',
      `${CHAT_CONFIG}: model_type ${show(json['model_type'])}`,
    );
  }
  const quantization = QUANTIZATIONS.find((name) => name === json['quantization']);
  if (quantization === undefined) {
    throw new ReadroomError(
      'format/unsupported-dtype',
      `${CHAT_CONFIG}: quantization ${show(json['quantization'])}`,
    );
  }
  const window = json['context_window_size'];
  const architecture = architectureOf(json, typeof window === 'number' ? window : null);
  return {
    architecture,
    quantization,
    window: architecture.maxPositionEmbeddings,
    conversation: json['conv_template'],
    endIds: ids(json['eos_token_id']),
    beginId: ids(json['bos_token_id'])[0] ?? null,
  };
}

function architectureOf(json: JsonObject, window: number | null): MlcChatConfig['architecture'] {
  const parsed = v.safeParse(ModelSchema, json['model_config']);
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]) ?? 'no object';
    throw new ReadroomError('format/bad-config', `${CHAT_CONFIG}: model_config: ${path}`);
  }
  const model = parsed.output;
  for (const key of ['attention_bias', 'mlp_bias'] as const) {
    if ((model[key] ?? false) !== false)
      throw new ReadroomError('format/unsupported-architecture', `${CHAT_CONFIG}: ${key}`);
  }
  const rope = unwrap(
    parseRope(
      {
        // MLC's own name; 0 means that it was never set.
        rope_theta: (model.position_embedding_base ?? 0) || (model.rope_theta ?? undefined),
        rope_scaling: model.rope_scaling ?? null,
      },
      CHAT_CONFIG,
    ),
  );
  const heads = model.num_attention_heads;
  const candidate: LlamaArchitecture = {
    family: 'llama',
    vocabSize: model.vocab_size,
    hiddenSize: model.hidden_size,
    intermediateSize: model.intermediate_size,
    layers: model.num_hidden_layers,
    attentionHeads: heads,
    keyValueHeads: model.num_key_value_heads ?? heads,
    headDim: (model.head_dim ?? 0) || model.hidden_size / heads,
    ropeTheta: rope.theta,
    ropeScaling: rope.scaling,
    rmsNormEps: model.rms_norm_eps,
    tieWordEmbeddings: model.tie_word_embeddings ?? false,
    maxPositionEmbeddings: model.context_window_size ?? window ?? NaN,
  };
  const checked = unwrap(checkArchitecture(candidate, CHAT_CONFIG));
  return { ...checked, tieWordEmbeddings: model.tie_word_embeddings ?? null };
}

function ids(value: unknown): number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((id): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0);
}
