import type { ModelConfig } from '../domain/model/model-config.ts';
import type { KnownAnswer } from '../domain/model/known-answer.ts';
import type { ModelManifest } from '../domain/model/manifest.ts';
import type { Quantization } from '../domain/model/quantization.ts';
import type { TransferredError } from '../domain/errors/readroom-error.ts';
import type { FinishReason, LoadProgress } from '../platform/engine/engine-port.ts';
import type { FollowCost } from '../platform/engine/follow/follow-cost.ts';
import type { FollowRequest } from '../platform/engine/follow/follower.ts';
import type { TokenTable } from '../platform/engine/token-table.ts';
import type { OpenGpuSession } from '../platform/engine/webllm/gpu-session.ts';
import type { LossMoment } from '../platform/engine/webllm/loss-injection.ts';

/** One call that a worker answers: what goes in, what comes out, what is told meanwhile. */
interface Call<Request, Response, Progress> {
  readonly request: Request;
  readonly response: Response;
  readonly progress: Progress;
}

export interface ByteProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface BuiltModel {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** SHA-256 of every file that was written, manifest.json included, by path. */
  readonly fileHashes: Readonly<Record<string, string>>;
}

/** Every call of every worker. */
export interface RpcMap {
  /** Checks an installed model's files and derives what the CPU engine reads. */
  readonly 'view/open': Call<
    { readonly modelId: string },
    { readonly gguf: Blob; readonly tokens: TokenTable },
    ByteProgress
  >;
  /** Checks an installed model's files, puts it on the GPU and asks it a known answer: once per worker. */
  readonly 'webllm/open': Call<OpenGpuSession, { readonly tokens: TokenTable }, LoadProgress>;
  /** Settles when the GPU device is lost. */
  readonly 'webllm/lost': Call<null, null, never>;
  /** One at a time; ends early, with what it cost, by `webllm/interrupt`. */
  readonly 'webllm/generate': Call<
    FollowRequest,
    { readonly finish: FinishReason; readonly cost: FollowCost },
    { readonly tokens: readonly number[] }
  >;
  readonly 'webllm/interrupt': Call<null, null, never>;
  /** For tests. */
  readonly 'webllm/lose-device': Call<LossMoment, null, never>;
  /** The known answer of an installed model, computed when its manifest has none. */
  readonly 'reference/known-answer': Call<{ readonly modelId: string }, KnownAnswer, ByteProgress>;
  /** Merges, quantizes and writes a model from the user's own files, with the code that Node runs. */
  readonly 'pipeline/build': Call<
    {
      readonly config: ModelConfig;
      readonly quantization: Quantization;
      readonly base: readonly File[];
      readonly adapter: readonly File[] | null;
      /** `store` installs the model in this browser; `memory` makes and hashes it and keeps nothing. */
      readonly target: 'memory' | 'store';
    },
    BuiltModel,
    ByteProgress & { readonly phase: string; readonly item: string }
  >;
}

export type RpcName = keyof RpcMap;
export type RpcRequest<N extends RpcName> = RpcMap[N]['request'];
export type RpcResponse<N extends RpcName> = RpcMap[N]['response'];
export type RpcProgress<N extends RpcName> = RpcMap[N]['progress'];

/** Page to worker. */
export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly name: RpcName; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number };

/** Worker to page. `aborted` is no failure: the caller asked for it. */
export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: TransferredError }
  | { readonly type: 'aborted'; readonly id: number };

/** The two ends of a channel, as Worker, DedicatedWorkerGlobalScope and MessagePort have them. */
export interface RpcPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
