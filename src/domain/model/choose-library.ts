import type { LlamaArchitecture } from './architecture.ts';
import type { GpuFacts } from './gpu-facts.ts';
import { estimateGpuMemory, type RunnableModel } from './gpu-memory.ts';
import { COMPUTE_TYPES, type ModelLibrary } from './model-library.ts';

export type LibraryChoice =
  | { readonly library: ModelLibrary }
  | {
      readonly code: 'engine/no-library' | 'engine/gpu-too-small';
      /** What is lacking, for support. */
      readonly detail: string;
    };

/**
 * The library that runs a model best on a GPU: float16 arithmetic where the GPU has it, else float32; then the smallest
 * context window that is enough. A software adapter is judged like any other: whether to use one is the engine's choice.
 */
export function chooseLibrary(
  libraries: readonly ModelLibrary[],
  manifest: RunnableModel,
  gpu: GpuFacts,
): LibraryChoice {
  const fitting = libraries.filter((library) => fitsModel(library, manifest));
  if (fitting.length === 0) {
    return { code: 'engine/no-library', detail: `none of ${libraries.length} fits ${manifest.id}` };
  }
  const lacking = (library: ModelLibrary): string[] =>
    library.requires.features.filter((feature) => !gpu.features.includes(feature));
  const runnable = fitting.filter((library) => lacking(library).length === 0);
  if (runnable.length === 0) {
    const features = new Set(fitting.flatMap(lacking));
    return { code: 'engine/no-library', detail: `the GPU lacks ${[...features].sort().join(', ')}` };
  }
  const [library] = runnable
    .filter((candidate) => tooSmall(candidate, manifest, gpu) === null)
    .sort(byPreference);
  if (library !== undefined) return { library };
  const problems = runnable.map((candidate) => tooSmall(candidate, manifest, gpu));
  return { code: 'engine/gpu-too-small', detail: problems[0] ?? '' };
}

/** Whether a library was compiled for this shape, quantization and at least this window. */
export function fitsModel(
  library: ModelLibrary,
  { architecture, quantization, context }: Pick<RunnableModel, 'architecture' | 'quantization' | 'context'>,
): boolean {
  return (
    library.quantization === quantization &&
    library.context.window >= context.window &&
    sameKernels(library.architecture, architecture)
  );
}

/** Whether two shapes compile to the same kernels; how many positions a model was trained for is not compiled in. */
export function sameKernels(a: LlamaArchitecture, b: LlamaArchitecture): boolean {
  const numbers = (shape: LlamaArchitecture): (number | boolean)[] => [
    shape.vocabSize,
    shape.hiddenSize,
    shape.intermediateSize,
    shape.layers,
    shape.attentionHeads,
    shape.keyValueHeads,
    shape.headDim,
    shape.tieWordEmbeddings,
    // Kernels hold these as float32.
    Math.fround(shape.ropeTheta),
    Math.fround(shape.rmsNormEps),
    ...ropeNumbers(shape.ropeScaling),
  ];
  const left = numbers(a);
  const right = numbers(b);
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function ropeNumbers(scaling: LlamaArchitecture['ropeScaling']): number[] {
  if (scaling === null) return [];
  return [
    scaling.factor,
    scaling.lowFreqFactor,
    scaling.highFreqFactor,
    scaling.originalMaxPositionEmbeddings,
  ];
}

/** The first limit of the GPU that is too low, or null. A limit that the GPU does not tell counts as 0. */
function tooSmall(library: ModelLibrary, manifest: RunnableModel, { limits }: GpuFacts): string | null {
  const { largestBuffer } = estimateGpuMemory(manifest, library);
  const needed: [name: string, least: number][] = [
    ...Object.entries(library.requires.limits),
    ['maxBufferSize', largestBuffer],
    ['maxStorageBufferBindingSize', largestBuffer],
  ];
  for (const [name, least] of needed) {
    const offered = limits[name] ?? 0;
    if (offered < least) return `${library.name}: ${name} ${least} needed, ${offered} offered`;
  }
  return null;
}

function byPreference(a: ModelLibrary, b: ModelLibrary): number {
  const compute = COMPUTE_TYPES.indexOf(a.compute) - COMPUTE_TYPES.indexOf(b.compute);
  if (compute !== 0) return compute;
  const window = a.context.window - b.context.window;
  if (window !== 0) return window;
  // Same order in every browser, whatever the index's.
  return a.name < b.name ? -1 : 1;
}
