import * as v from 'valibot';
import { ModelIdSchema, Sha256Schema } from './model-config.ts';

/** models/catalog.json: the models that this origin serves, written by `npm run model -- build`. */
export const ModelCatalogSchema = v.strictObject({
  schemaVersion: v.literal(1),
  defaultModel: ModelIdSchema,
  models: v.pipe(
    v.array(
      v.strictObject({
        id: ModelIdSchema,
        displayName: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
        totalBytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
        manifestSha256: Sha256Schema,
      }),
    ),
    v.maxLength(1000),
  ),
});

export type ModelCatalog = v.InferOutput<typeof ModelCatalogSchema>;

/** Path of a served model's folder on our origin; `resolve/main/` is what web-llm expects of a model URL. */
export function modelBasePath(id: string): string {
  return `/models/${id}/resolve/main/`;
}

const BASE_PATH = /^\/models\/([^/]+)\/resolve\/main\//;

/** The id of the model whose folder a path lies in, or null. */
export function modelOfPath(path: string): string | null {
  return BASE_PATH.exec(path)?.[1] ?? null;
}

/** The installed id of a config in one quantization, such as `smollm2-135m-radiology-q8f16_1`. */
export function builtModelId(configId: string, quantization: string): string {
  return `${configId}-${quantization}`;
}
