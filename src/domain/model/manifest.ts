import * as v from 'valibot';
import { LlamaArchitectureSchema } from './architecture.ts';
import { KnownAnswerSchema } from './known-answer.ts';
import {
  ChatTemplateSchema,
  ContextSchema,
  ExamplesSchema,
  GenerationSchema,
  LateralitySchema,
  ModelIdSchema,
  Sha256Schema,
} from './model-config.ts';
import { QUANTIZATIONS } from './quantization.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** No folders, no dots in front: a manifest can never point outside its model. */
export const ModelPathSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'a plain file name'),
);

/** Name of the manifest within a model's folder. */
export const MANIFEST = 'manifest.json';
export const MAX_MANIFEST_FILES = 10_000;

export const SourceFileSchema = v.strictObject({ name: text, bytes: count, sha256: Sha256Schema });

/**
 * manifest.json, written last: a folder without it is not a model. It repeats what the app must know
 * to run the model, so that an installed model needs no model-configs file.
 */
export const ModelManifestSchema = v.strictObject({
  schemaVersion: v.literal(1),
  id: ModelIdSchema,
  displayName: text,
  description: text,
  licence: text,
  pipelineVersion: text,
  quantization: v.picklist(QUANTIZATIONS),
  architecture: LlamaArchitectureSchema,
  base: v.strictObject({ origin: text, licence: text, format: text, files: v.array(SourceFileSchema) }),
  adapter: v.nullable(v.strictObject({ licence: text, files: v.array(SourceFileSchema) })),
  chatTemplate: ChatTemplateSchema,
  context: ContextSchema,
  generation: GenerationSchema,
  examples: v.exactOptional(ExamplesSchema),
  laterality: v.exactOptional(LateralitySchema),
  /** Left out by models built before it existed or by other tools: the app then computes it once. */
  knownAnswer: v.optional(KnownAnswerSchema),
  files: v.pipe(
    v.array(
      v.strictObject({
        path: ModelPathSchema,
        bytes: count,
        sha256: Sha256Schema,
        role: v.picklist(['shard', 'tensor-cache', 'chat-config', 'tokenizer']),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_MANIFEST_FILES),
  ),
  totalBytes: count,
});

export type ModelManifest = v.InferOutput<typeof ModelManifestSchema>;
export type ManifestFile = ModelManifest['files'][number];
