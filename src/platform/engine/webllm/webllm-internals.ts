import type { MLCEngine } from '@mlc-ai/web-llm';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';

/*
 * The private parts of web-llm 0.2.86 that Readroom uses, all in this file. web-llm reuses its KV cache only for a
 * growing conversation and samples every token on its own; its pipeline can do what the follower needs, but only its
 * private fields lead there. webllm-contract.test.ts pins the version and these names.
 */

/** An object of TVM's runtime; freed with the scope that it was made in, unless it is detached from it. */
interface Managed {
  dispose(): void;
}

export interface Tensor extends Managed {
  readonly shape: readonly number[];
  readonly dtype: string;
  view(shape: readonly number[]): Tensor;
  copyFrom(data: Tensor | readonly number[]): Tensor;
  toArray(): Int32Array | Float32Array;
}

interface Tuple extends Managed {
  get(index: number): Tensor;
}

type PackedFunction<Result> = ((...values: unknown[]) => Result) & Managed;

interface Runtime {
  beginScope(): void;
  endScope(): void;
  detachFromCurrentScope<T extends Managed>(value: T): T;
  getGlobalFunc(name: string): PackedFunction<void>;
  scalar(value: number, dtype: 'int32' | 'int64'): unknown;
  makeShapeTuple(shape: readonly number[]): unknown;
  empty(shape: readonly number[], dtype: string, device: unknown): Tensor;
  cpu(): unknown;
}

export interface Pipeline {
  readonly tvm: Runtime;
  readonly vm: { getFunction(name: string): PackedFunction<Tuple> };
  readonly device: { sync(): Promise<void> };
  readonly kvCache: unknown;
  readonly params: unknown;
  readonly prefillChunkSize: number;
  filledKVCacheLength: number;
  /** [n] token ids to [n, hidden] */
  getTokensEmbeddings(tokens: number[]): Tensor;
  fKVCacheBeginForward(cache: unknown, sequences: unknown, lengths: unknown): void;
  fKVCacheEndForward(cache: unknown): void;
  /** Appends; logits after the last token: [1, 1, vocabSize] */
  embedAndForward(data: number[][], length: number): Promise<Tensor>;
  sampleFromRawLogits(logits: Tensor, settings: { temperature: number; top_p: number }): Promise<number>;
}

/** Names that must exist before anything is called. */
export const PIPELINE_FIELDS = {
  object: ['tvm', 'vm', 'device', 'kvCache', 'params'],
  number: ['prefillChunkSize', 'filledKVCacheLength'],
  function: [
    'getTokensEmbeddings',
    'fKVCacheBeginForward',
    'fKVCacheEndForward',
    'embedAndForward',
    'sampleFromRawLogits',
  ],
} as const;

export const POP_FUNCTION = 'vm.builtin.kv_state_popn';
/** How web-llm's progress texts begin once the weights are on the GPU. */
export const COMPILE_TEXT = 'Loading GPU shader modules';

/** @throws ReadroomError `engine/model-refused` when this is not the web-llm that was read */
export function pipelineOf(engine: MLCEngine, modelId: string): Pipeline {
  const { loadedModelIdToPipeline } = engine as unknown as {
    loadedModelIdToPipeline?: Map<string, Record<string, unknown>>;
  };
  const pipeline = loadedModelIdToPipeline?.get(modelId);
  if (pipeline === undefined) throw new ReadroomError('engine/model-refused', 'web-llm loaded nothing');
  for (const [type, names] of Object.entries(PIPELINE_FIELDS)) {
    for (const name of names) {
      // Functions of the runtime are objects of functions' type too: what counts is that they are there.
      if (pipeline[name] === undefined || pipeline[name] === null) {
        throw new ReadroomError('engine/model-refused', `web-llm has no ${type} ${name}`);
      }
    }
  }
  return pipeline as unknown as Pipeline;
}
