import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LlamaArchitecture } from '../../src/domain/model/architecture.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { defaultModel } from '../model/default-model.ts';
import { LLAMA_2_7B, SPEED_SHAPE, writeCheckpoint } from './checkpoints.ts';

/** A merge to be measured. */
export interface MergeShape {
  readonly name: string;
  readonly quantization: Quantization;
  readonly note: string;
  /** Base and adapter, on disk. */
  readonly prepare: (folder: string) => { readonly base: string; readonly adapter: string };
}

/** TinyLlama's shape: 1.1 billion weights. */
const TINY_LLAMA_1B: LlamaArchitecture = {
  ...SPEED_SHAPE,
  vocabSize: 32_000,
  intermediateSize: 5632,
  layers: 22,
  attentionHeads: 32,
  keyValueHeads: 4,
  headDim: 64,
  tieWordEmbeddings: false,
};

const synthetic =
  (shape: LlamaArchitecture, files: number, sparse: boolean): MergeShape['prepare'] =>
  (folder) => {
    writeCheckpoint(folder, shape, files, sparse);
    return { base: join(folder, 'base'), adapter: join(folder, 'adapter') };
  };

export function mergeShapes({ sevenB }: { readonly sevenB: boolean }): MergeShape[] {
  const shapes: MergeShape[] = [];
  const { base, adapter } = defaultModel();
  if (existsSync(base)) {
    shapes.push({
      name: '135M, the default model',
      quantization: 'q8f16_1',
      note: '98 MB of Q4_1',
      prepare: () => ({ base, adapter }),
    });
  }
  shapes.push({
    name: '1.1B',
    quantization: 'q4f16_1',
    note: '2.2 GB of random float16, LoRA of rank 8 on all linear layers',
    prepare: synthetic(TINY_LLAMA_1B, 2, false),
  });
  if (sevenB) {
    shapes.push({
      name: 'Llama-2-7B',
      quantization: 'q4f16_1',
      note: '13.5 GB of float16, a sparse file of zeros, LoRA of rank 8 on all linear layers',
      prepare: synthetic(LLAMA_2_7B, 6, true),
    });
  }
  return shapes;
}
