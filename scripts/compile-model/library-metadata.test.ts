import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';
import { planShards } from '../../src/pipeline/shards/shard-plan.ts';
import { readIndex } from './library-index.ts';
import { libraryMetadata, type LibraryMetadata } from './library-metadata.ts';
import { LIBRARIES_FOLDER } from './paths.ts';

describe('the committed libraries', () => {
  let libraries: readonly ModelLibrary[] = [];
  let found: readonly LibraryMetadata[] = [];
  beforeAll(async () => {
    ({ libraries } = await readIndex(LIBRARIES_FOLDER));
    found = await libraryMetadata(libraries.map(({ file }) => join(LIBRARIES_FOLDER, file)));
  }, 60_000);

  it('start in web-llm’s runtime and say of themselves what the index says of them', () => {
    expect(libraries.length).toBeGreaterThan(0);
    expect(found).toHaveLength(libraries.length);
    for (const [index, { name, abi, architecture, quantization, compute, context }] of libraries.entries()) {
      expect(found[index], name).toMatchObject({
        quantization,
        context_window_size: context.window,
        prefill_chunk_size: context.prefillChunk,
        active_vocab_size: architecture.vocabSize,
        readroom: {
          abi,
          weights: quantization,
          compute,
          // The logits of every position verified lie in memory at once.
          verify_chunk: Math.min(context.prefillChunk, 128),
        },
      });
    }
  });

  it('ask for the very tensors, in name, shape and type, that a model of their shape is stored as', () => {
    for (const [index, { name, architecture, quantization }] of libraries.entries()) {
      const { shards } = planShards(architecture, quantization);
      const stored = shards.flatMap(({ tensors }) => tensors);
      const wanted = stored.map((tensor) => [tensor.name, tensor.shape, tensor.dtype]);
      const asked = found[index]?.params.map((tensor) => [tensor.name, tensor.shape, tensor.dtype]);
      expect(asked, name).toEqual(wanted);
    }
  });
});
