import type { ModelLibrary } from './model-library.ts';

/** How a model would run on a workstation, told before it is loaded. */
export interface RunningFacts {
  readonly engine: 'webgpu' | 'cpu';
  /** One sentence, for the radiologist, on why the graphics card does not run it; null when it does or is not asked. */
  readonly note: string | null;
  /** Bytes that it takes on a graphics card, or would take. */
  readonly gpuMemory: number;
  /** The compiled library that runs it here; null on the processor. */
  readonly library: ModelLibrary | null;
  /** All known libraries of its shape and quantization, whatever card they ask for. */
  readonly libraries: readonly ModelLibrary[];
  /** Compiles a library for it and this graphics card, from its saved configuration; null when there is one. */
  readonly compileCommand: string | null;
}
