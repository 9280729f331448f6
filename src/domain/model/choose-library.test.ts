import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { TINY } from '../../testing/generators/tiny-llama.ts';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import type { LlamaArchitecture } from './architecture.ts';
import { chooseLibrary } from './choose-library.ts';
import type { GpuFacts } from './gpu-facts.ts';
import { estimateGpuMemory } from './gpu-memory.ts';
import type { ModelLibrary } from './model-library.ts';

const GPU: GpuFacts = {
  features: ['shader-f16'],
  limits: {
    maxBufferSize: 2 ** 30,
    maxStorageBufferBindingSize: 2 ** 30,
    maxComputeWorkgroupStorageSize: 32_768,
  },
  software: false,
  description: 'a graphics card',
};
const F32 = tinyLibrary({ name: 'tiny-q4f16_1-f32' });
const F16 = tinyLibrary({ compute: 'float16', requires: { features: ['shader-f16'], limits: {} } });

const chosen = (libraries: readonly ModelLibrary[], gpu: GpuFacts = GPU): string => {
  const choice = chooseLibrary(libraries, tinyManifest(), gpu);
  return 'library' in choice ? choice.library.name : choice.code;
};

const SCALING: LlamaArchitecture['ropeScaling'] = {
  type: 'llama3',
  factor: 8,
  lowFreqFactor: 1,
  highFreqFactor: 4,
  originalMaxPositionEmbeddings: 8192,
};

describe('chooseLibrary', () => {
  it('takes half precision where the GPU has it and single precision elsewhere', () => {
    expect(chosen([F32, F16])).toBe(F16.name);
    expect(chosen([F32, F16], { ...GPU, features: [] })).toBe(F32.name);
  });

  it('says that there is no library when the GPU lacks the features of all of them', () => {
    expect(chooseLibrary([F16], tinyManifest(), { ...GPU, features: [] })).toEqual({
      code: 'engine/no-library',
      detail: 'the GPU lacks shader-f16',
    });
    expect(chosen([])).toBe('engine/no-library');
  });

  it.each<[string, Partial<LlamaArchitecture>]>([
    ['vocabulary', { vocabSize: 41 }],
    ['hidden size', { hiddenSize: 64 }],
    ['feed-forward size', { intermediateSize: 96 }],
    ['number of layers', { layers: 3 }],
    ['number of heads', { attentionHeads: 8 }],
    ['number of key-value heads', { keyValueHeads: 4 }],
    ['head size', { headDim: 16 }],
    ['rope base', { ropeTheta: 500_000 }],
    ['rope scaling', { ropeScaling: SCALING }],
    ['epsilon', { rmsNormEps: 1e-6 }],
    ['untied head', { tieWordEmbeddings: false }],
  ])('never runs a model on kernels of another %s', (_, change) => {
    expect(chosen([tinyLibrary({ architecture: { ...TINY, ...change } })])).toBe('engine/no-library');
  });

  it('does not mind for how many positions the model was trained, nor epsilon as float32', () => {
    const architecture = { ...TINY, maxPositionEmbeddings: 4096, rmsNormEps: Math.fround(1e-5) };
    expect(chosen([tinyLibrary({ architecture })])).toBe('tiny-q4f16_1');
  });

  it('refuses other stored weights and a context window that is too short', () => {
    expect(chosen([tinyLibrary({ quantization: 'q4f32_1' })])).toBe('engine/no-library');
    expect(chosen([tinyLibrary({ context: { window: 127, prefillChunk: 32 } })])).toBe('engine/no-library');
  });

  it('names the limit that a too small GPU misses, and falls back to a library that needs less', () => {
    const requires = { features: [], limits: { maxComputeWorkgroupStorageSize: 65_536 } };
    expect(chooseLibrary([tinyLibrary({ requires })], tinyManifest(), GPU)).toEqual({
      code: 'engine/gpu-too-small',
      detail: 'tiny-q4f16_1: maxComputeWorkgroupStorageSize 65536 needed, 32768 offered',
    });
    expect(chosen([tinyLibrary({ compute: 'float16', requires }), F32])).toBe(F32.name);
  });

  it('refuses a GPU whose buffers cannot hold the largest tensor', () => {
    const { largestBuffer } = estimateGpuMemory(tinyManifest(), F32);
    const withLimit = (bytes: number): GpuFacts => ({
      ...GPU,
      limits: { ...GPU.limits, maxStorageBufferBindingSize: bytes },
    });
    expect(chosen([F32], withLimit(largestBuffer))).toBe(F32.name);
    expect(chosen([F32], withLimit(largestBuffer - 1))).toBe('engine/gpu-too-small');
  });

  const library = fc
    .record({
      name: fc.stringMatching(/^[a-z]{1,6}$/),
      compute: fc.constantFrom('float16' as const, 'float32' as const),
      window: fc.integer({ min: 100, max: 160 }),
      layers: fc.constantFrom(2, 3),
      quantization: fc.constantFrom('q4f16_1' as const, 'q8f16_1' as const),
      features: fc.subarray(['shader-f16', 'subgroups']),
      storage: fc.constantFrom(16_384, 32_768, 65_536),
    })
    .map((it) =>
      tinyLibrary({
        name: it.name,
        compute: it.compute,
        quantization: it.quantization,
        architecture: { ...TINY, layers: it.layers },
        context: { window: it.window, prefillChunk: 32 },
        requires: { features: it.features, limits: { maxComputeWorkgroupStorageSize: it.storage } },
      }),
    );
  const gpus = fc.record({
    features: fc.subarray(['shader-f16', 'subgroups', 'timestamp-query']),
    storage: fc.constantFrom(16_384, 32_768, 65_536),
  });

  it('whatever is offered, the choice runs on the GPU, fits the model, and nothing better was left', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(library, { selector: ({ name }) => name, maxLength: 8 }),
        gpus,
        (libraries, facts) => {
          const gpu: GpuFacts = {
            ...GPU,
            features: facts.features,
            limits: { ...GPU.limits, maxComputeWorkgroupStorageSize: facts.storage },
          };
          const runs = (candidate: ModelLibrary): boolean =>
            candidate.quantization === 'q4f16_1' &&
            candidate.architecture.layers === 2 &&
            candidate.context.window >= 128 &&
            candidate.requires.features.every((feature) => gpu.features.includes(feature)) &&
            (candidate.requires.limits['maxComputeWorkgroupStorageSize'] ?? 0) <= facts.storage;
          const choice = chooseLibrary(libraries, tinyManifest(), gpu);
          const candidates = libraries.filter(runs);
          if (!('library' in choice)) expect(candidates).toEqual([]);
          else {
            expect(runs(choice.library)).toBe(true);
            const half = candidates.some(({ compute }) => compute === 'float16');
            expect(choice.library.compute).toBe(half ? 'float16' : 'float32');
            const peers = candidates.filter(({ compute }) => compute === choice.library.compute);
            expect(choice.library.context.window).toBe(
              Math.min(...peers.map(({ context }) => context.window)),
            );
          }
        },
      ),
    );
  });

  it('does not depend on the order of the index', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(library, { selector: ({ name }) => name, maxLength: 8 }),
        gpus,
        (libraries, { features }) => {
          const gpu = { ...GPU, features };
          expect(chosen([...libraries].reverse(), gpu)).toBe(chosen(libraries, gpu));
        },
      ),
    );
  });
});

describe('estimateGpuMemory', () => {
  it('counts stored weights once, the cache by its pages, and more for single precision', () => {
    const manifest = tinyManifest();
    const single = estimateGpuMemory(manifest, F32);
    const half = estimateGpuMemory(manifest, F16);
    expect(single.weights).toBe(2000);
    // 2 layers × 9 pages × k and v × 2 heads × 16 tokens × 8 × 4 bytes
    expect(single.kvCache).toBe(2 * 9 * 2 * 2 * 16 * 8 * 4);
    expect(half.kvCache * 2).toBe(single.kvCache);
    expect(half.working).toBeLessThan(single.working);
    expect(single.total).toBe(single.weights + single.kvCache + single.working);
  });

  it('grows with context window and layers', () => {
    const manifest = tinyManifest();
    const total = (change: Partial<typeof manifest>): number =>
      estimateGpuMemory({ ...manifest, ...change }, F32).total;
    expect(total({ context: { window: 256, prefillChunk: 32 } })).toBeGreaterThan(total({}));
    expect(total({ architecture: { ...TINY, layers: 4 } })).toBeGreaterThan(total({}));
  });
});
