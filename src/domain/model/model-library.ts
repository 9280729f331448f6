import * as v from 'valibot';
import { LlamaArchitectureSchema } from './architecture.ts';
import { ContextSchema, ModelIdSchema, Sha256Schema } from './model-config.ts';
import { QUANTIZATIONS } from './quantization.ts';

export const COMPUTE_TYPES = ['float16', 'float32'] as const;
/** Type of activations and KV cache in a library's kernels; sums are float32 in both. */
export type ComputeType = (typeof COMPUTE_TYPES)[number];

/** More libraries than this are a mistake. */
export const MAX_LIBRARIES = 1_000;
/** Far above any library of ours (under 5 MB): a lying index must not make us fetch gigabytes. */
export const MAX_LIBRARY_BYTES = 64 * 1024 * 1024;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * One compiled model library (.wasm with WGSL kernels), as `compiler/` writes it. It runs any weights of this shape and
 * stored quantization: weights of q8f16_1 or q4f16_1 (float16 scales) also on kernels that compute in float32, so that
 * a GPU without shader-f16 needs no second copy of the model.
 */
export const ModelLibrarySchema = v.strictObject({
  name: ModelIdSchema,
  /** Beside the index. */
  file: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,119}\.wasm$/, 'a plain .wasm file name')),
  bytes: v.pipe(count, v.minValue(1), v.maxValue(MAX_LIBRARY_BYTES)),
  sha256: Sha256Schema,
  /** Version of the functions that the library exports (`compiler/`'s ABI). */
  abi: v.literal(1),
  architecture: LlamaArchitectureSchema,
  /** Of the stored weights. */
  quantization: v.picklist(QUANTIZATIONS),
  compute: v.picklist(COMPUTE_TYPES),
  context: ContextSchema,
  requires: v.strictObject({
    /** WebGPU feature names, such as shader-f16. */
    features: v.array(text),
    /** Least values of WebGPU limits, by their WebGPU names. */
    limits: v.record(text, count),
  }),
  toolchain: v.strictObject({ tvm: text, emscripten: text }),
  /** Over the compiler's sources and the configuration that the library was made from. */
  sourceSha256: Sha256Schema,
});

/** public/model-libs/index.json */
export const LibraryIndexSchema = v.strictObject({
  schemaVersion: v.literal(1),
  libraries: v.pipe(v.array(ModelLibrarySchema), v.maxLength(MAX_LIBRARIES)),
});

export type ModelLibrary = v.InferOutput<typeof ModelLibrarySchema>;
export type LibraryIndex = v.InferOutput<typeof LibraryIndexSchema>;
