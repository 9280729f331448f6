/** The parts of web-llm 0.2.86 that the proofs call, private ones included. */

export interface Tensor {
  readonly shape: readonly number[];
  view(shape: readonly number[]): Tensor;
  copyFrom(data: Tensor | ArrayLike<number>): Tensor;
  toArray(): ArrayLike<number>;
  dispose(): void;
}

interface TvmTuple {
  get(index: number): Tensor;
}

interface Device {
  sync(): Promise<void>;
}

interface Tvm {
  beginScope(): void;
  endScope(): void;
  detachFromCurrentScope<T>(object: T): T;
  empty(shape: readonly number[], dtype: string, device: Device): Tensor;
  cpu(): Device;
  makeShapeTuple(values: readonly number[]): unknown;
  /** Of the numbers that sampling draws. */
  setSeed(seed: number): void;
}

export interface Pipeline {
  readonly tvm: Tvm;
  readonly device: Device;
  readonly vm: { getFunction(name: string): (...args: unknown[]) => TvmTuple };
  readonly params: unknown;
  readonly kvCache: unknown;
  filledKVCacheLength: number;
  embed(tokens: Tensor, params: unknown): Tensor;
  fKVCacheBeginForward(state: unknown, sequences: unknown, lengths: unknown): void;
  fKVCacheEndForward(state: unknown): void;
  resetKVCache(): void;
  embedAndForward(data: readonly (readonly number[])[], length: number): Promise<Tensor>;
  sampleFromRawLogits(logits: Tensor, config: { temperature: number; top_p: number }): Promise<number>;
}

interface AppConfig {
  readonly cacheBackend: 'indexeddb' | 'cache';
  readonly model_list: readonly {
    readonly model: string;
    readonly model_id: string;
    readonly model_lib: string;
  }[];
}

export interface WebLlm {
  readonly MLCEngine: new (config: { readonly appConfig: AppConfig }) => {
    reload(modelId: string): Promise<void>;
    unload(): Promise<void>;
    readonly loadedModelIdToPipeline: ReadonlyMap<string, Pipeline>;
  };
}
