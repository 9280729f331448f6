import { SENTENCES } from '../errors/catalog.ts';
import type { EngineChoice } from '../settings/settings.ts';
import { chooseLibrary, fitsModel } from './choose-library.ts';
import { compileCommand } from './compile-command.ts';
import type { GpuFacts } from './gpu-facts.ts';
import { estimateGpuMemory, type RunnableModel } from './gpu-memory.ts';
import type { ComputeType, ModelLibrary } from './model-library.ts';
import { QUANTIZATION_FORMATS } from './quantization.ts';
import type { RunningFacts } from './running-facts.ts';

export interface Workstation {
  /** Libraries that can be had now: the server's and those that were kept. */
  readonly libraries: readonly ModelLibrary[];
  /** Others that the server offered before it could not be reached any more. */
  readonly outOfReach?: readonly ModelLibrary[];
  /** Null without WebGPU. */
  readonly gpu: GpuFacts | null;
  readonly choice: EngineChoice;
}

const OUT_OF_REACH =
  'Its compiled library is on the server, which cannot be reached now; it is fetched at the next load with a network.';

/** How a model would run on a workstation, told before it is loaded, and before a merge of it has begun. */
export function describeEngines(model: RunnableModel, workstation: Workstation): RunningFacts {
  const { gpu, choice } = workstation;
  const fitting = workstation.libraries.filter((library) => fitsModel(library, model));
  const known = (workstation.outOfReach ?? []).filter((library) => fitsModel(library, model));
  const chosen = gpu === null ? null : chooseLibrary(fitting, model, gpu);
  const library = chosen !== null && 'library' in chosen ? chosen.library : null;
  const obstacle =
    chosen === null
      ? SENTENCES['engine/no-webgpu']
      : 'code' in chosen
        ? chosen.code === 'engine/no-library' && known.length > 0
          ? OUT_OF_REACH
          : SENTENCES[chosen.code]
        : choice === 'auto' && gpu?.software === true
          ? SENTENCES['engine/software-gpu']
          : null;
  // Whoever insists on the graphics card gets it, or is told why not.
  const engine = choice === 'cpu' || (choice === 'auto' && obstacle !== null) ? 'cpu' : 'webgpu';
  const lacked = lackedCompute(model, [...fitting, ...known], gpu);
  // Without a library that fits, what one would take that was compiled for just this model.
  const compiled = library ?? { compute: 'float16' as const, context: model.context };
  return {
    engine,
    note: choice === 'cpu' ? null : obstacle,
    library: engine === 'webgpu' ? library : null,
    libraries: fitting.length > 0 ? fitting : known,
    gpuMemory: estimateGpuMemory(model, compiled).total,
    compileCommand: lacked === null ? null : compileCommand(model, lacked),
  };
}

/** What a library would have to compute with that is lacking altogether, or that this graphics card lacks; else null. */
function lackedCompute(
  { quantization }: RunnableModel,
  known: readonly ModelLibrary[],
  gpu: GpuFacts | null,
): ComputeType | null {
  const { dtype } = QUANTIZATION_FORMATS[quantization];
  const compute = gpu === null || gpu.features.includes('shader-f16') ? dtype : 'float32';
  const usable =
    compute === 'float32' && gpu !== null ? known.filter((one) => one.compute === compute) : known;
  return usable.length === 0 ? compute : null;
}
