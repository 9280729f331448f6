import { describe, expect, it } from 'vitest';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { SENTENCES } from '../errors/catalog.ts';
import { describeEngines } from './describe-engines.ts';
import type { GpuFacts } from './gpu-facts.ts';
import { estimateGpuMemory } from './gpu-memory.ts';

const GPU: GpuFacts = {
  features: ['shader-f16'],
  limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 },
  software: false,
  description: 'a graphics card',
};
const MODEL = tinyManifest();
const F32 = tinyLibrary({ name: 'tiny-f32' });
const HALF = tinyLibrary({ name: 'tiny-f16', compute: 'float16' });
const OTHER = tinyLibrary({ name: 'other', quantization: 'q4f32_1' });

describe('what is told of a model before it is loaded', () => {
  it('names the library that the graphics card will run, all that fit, and the memory that it takes', () => {
    const facts = describeEngines(MODEL, { libraries: [F32, HALF, OTHER], gpu: GPU, choice: 'auto' });
    expect(facts).toMatchObject({ engine: 'webgpu', note: null, compileCommand: null });
    expect(facts.library?.name).toBe('tiny-f16');
    expect(facts.libraries.map(({ name }) => name)).toEqual(['tiny-f32', 'tiny-f16']);
    expect(facts.gpuMemory).toBe(estimateGpuMemory(MODEL, HALF).total);
  });

  it('gives the command that compiles a library where none fits, and the processor drafts', () => {
    const facts = describeEngines(MODEL, { libraries: [OTHER], gpu: GPU, choice: 'auto' });
    expect(facts).toMatchObject({ engine: 'cpu', note: SENTENCES['engine/no-library'], library: null });
    expect(facts.compileCommand).toBe('npm run compile-model -- tiny.json --quant q4f16_1 --out model-libs');
    expect(facts.gpuMemory).toBeGreaterThan(0);
  });

  it('has one compiled for float32 where the only ones that fit ask for what this card lacks', () => {
    const gpu = { ...GPU, features: [] };
    const half = { ...MODEL, quantization: 'q4f16_1' as const, id: 'tiny-q4f16_1' };
    const shaderF16 = { requires: { ...HALF.requires, features: ['shader-f16'] } };
    const only = { ...HALF, ...shaderF16, quantization: 'q4f16_1' as const };
    const facts = describeEngines(half, { libraries: [only], gpu, choice: 'auto' });
    expect(facts).toMatchObject({ engine: 'cpu', library: null });
    expect(facts.compileCommand).toBe(
      'npm run compile-model -- tiny.json --quant q4f16_1 --compute float32 --out model-libs',
    );
    expect(describeEngines(half, { libraries: [only], gpu: GPU, choice: 'auto' }).compileCommand).toBeNull();
  });

  it('asks nobody to compile what the server has, although it cannot be reached now', () => {
    const facts = describeEngines(MODEL, {
      libraries: [],
      outOfReach: [F32, OTHER],
      gpu: GPU,
      choice: 'auto',
    });
    expect(facts).toMatchObject({ engine: 'cpu', library: null, libraries: [F32], compileCommand: null });
    expect(facts.note).toContain('cannot be reached now');
  });

  it.each([
    [null, 'engine/no-webgpu'],
    [{ ...GPU, software: true }, 'engine/software-gpu'],
    [{ ...GPU, limits: {} }, 'engine/gpu-too-small'],
  ] as const)('says why the processor drafts with the card %o', (gpu, code) => {
    const facts = describeEngines(MODEL, { libraries: [F32], gpu, choice: 'auto' });
    expect(facts).toMatchObject({ engine: 'cpu', note: SENTENCES[code], library: null });
  });

  it('follows a person who insists on one engine', () => {
    const software = { ...GPU, software: true };
    const cpu = describeEngines(MODEL, { libraries: [F32], gpu: GPU, choice: 'cpu' });
    expect(cpu).toMatchObject({ engine: 'cpu', note: null, library: null });
    const gpu = describeEngines(MODEL, { libraries: [F32], gpu: software, choice: 'webgpu' });
    expect(gpu).toMatchObject({ engine: 'webgpu', note: null });
    const none = describeEngines(MODEL, { libraries: [F32], gpu: null, choice: 'webgpu' });
    expect(none).toMatchObject({ engine: 'webgpu', note: SENTENCES['engine/no-webgpu'] });
  });
});
