import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SPEED_SHAPE, writeCheckpoint } from '../../../scripts/bench/checkpoints.ts';
import type { LlamaArchitecture } from '../../../src/domain/model/architecture.ts';
import { toBytes } from '../../../src/testing/generators/memory-files.ts';
import { createRandom } from '../../../src/testing/generators/random.ts';
import { randomLlama } from '../../../src/testing/generators/random-llama.ts';
import {
  adapterConfig,
  adapterFolder,
  adapterTensors,
} from '../../../src/testing/generators/tiny-adapter.ts';
import { tinyGpuConfig } from '../../../src/testing/generators/tiny-gpu-model.ts';
import { tinyConfig } from '../../../src/testing/generators/tiny-llama.ts';
import { asGguf } from './as-gguf.ts';

/** Files by their path in a folder. */
export type Folder = Readonly<Record<string, Uint8Array | string | object>>;

/** The shape of the tiny model: both engines run it in a blink, and this origin has compiled libraries for it. */
export const TINY_SHAPE: LlamaArchitecture = tinyGpuConfig().architecture;

/** Another model's shape, for files that do not belong together. */
export const OTHER_SHAPE: LlamaArchitecture = {
  ...TINY_SHAPE,
  vocabSize: 640,
  hiddenSize: 96,
  layers: 3,
  attentionHeads: 6,
};

/** 101 million weights, 8-bit shards of 32 MiB: long enough to be killed in, short enough to be killed in often. */
export const KILLED_SHAPE: LlamaArchitecture = {
  ...SPEED_SHAPE,
  hiddenSize: 1024,
  intermediateSize: 2816,
  layers: 8,
  keyValueHeads: 4,
  headDim: 64,
};

/** Random weights that write text of different lengths and end now and then. */
export function tinyBaseFolder(shape: LlamaArchitecture = TINY_SHAPE, seed = 5): Folder {
  // As the compiled test model: bytes that are no text of their own would hide differences between drafts.
  const stretch = new Map([
    [2, 1.5],
    [0, 0.1],
  ]);
  for (let byte = 0; byte < 256; byte++) {
    if (byte !== 10 && (byte < 32 || byte > 126)) stretch.set(3 + byte, 0.1);
  }
  // Named alike wherever the folder lies, as a published checkpoint is.
  const named = { ...tinyConfig(shape), _name_or_path: `readroom-tests/tiny-${shape.layers}-layers` };
  return { ...randomLlama(shape, { seed, stretch }), 'config.json': named };
}

/** A LoRA small enough that the merged model still writes like its base, and large enough to change it. */
export function tinyAdapterFolder(shape: LlamaArchitecture = TINY_SHAPE, seed = 6): Folder {
  const rankOf = (module: string): number | null => (/\.[qv]_proj$/.test(module) ? 8 : null);
  const config = adapterConfig({ r: 8, lora_alpha: 1 });
  return adapterFolder(config, adapterTensors(createRandom(seed), shape, rankOf, 'F16'));
}

/** The same weights as one GGUF file. */
export const tinyBaseGguf = (shape: LlamaArchitecture = TINY_SHAPE): Uint8Array =>
  asGguf(shape, tinyBaseFolder(shape));

export function writeFolder(path: string, files: Folder): string {
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, toBytes(content));
  }
  return path;
}

/** What a person has on a stick: everything here is written by us. */
export interface LibraryFixtures {
  readonly folder: string;
  readonly baseFolder: string;
  readonly baseGguf: string;
  readonly adapter: string;
  readonly otherBase: string;
  readonly otherAdapter: string;
}

export function writeFixtures(folder: string): LibraryFixtures {
  const gguf = join(folder, 'tiny-base-f32.gguf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(gguf, tinyBaseGguf());
  return {
    folder,
    baseFolder: writeFolder(join(folder, 'tiny-base'), tinyBaseFolder()),
    baseGguf: gguf,
    adapter: writeFolder(join(folder, 'tiny-adapter'), tinyAdapterFolder()),
    otherBase: writeFolder(join(folder, 'other-base'), tinyBaseFolder(OTHER_SHAPE)),
    otherAdapter: writeFolder(join(folder, 'other-adapter'), tinyAdapterFolder(OTHER_SHAPE)),
  };
}

/** A checkpoint of several shards, in `base/` and `adapter/` of the folder. */
export function writeKilledCheckpoint(folder: string): { readonly base: string; readonly adapter: string } {
  writeCheckpoint(folder, KILLED_SHAPE, 2, false);
  return { base: join(folder, 'base'), adapter: join(folder, 'adapter') };
}
