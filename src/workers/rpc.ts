import type { ChatTemplate, Laterality, ModelConfig } from '../domain/model/model-config.ts';
import type { MergeInspection } from '../domain/model/merge-facts.ts';
import type { Verification } from '../domain/model/model-details.ts';
import type { ModelLibrary } from '../domain/model/model-library.ts';
import type { KnownAnswer } from '../domain/model/known-answer.ts';
import type { ModelManifest } from '../domain/model/manifest.ts';
import type { Quantization } from '../domain/model/quantization.ts';
import type { TransferredError } from '../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../domain/model/architecture.ts';
import type { BlockJob, ConvertedBlock } from '../pipeline/build/block-converter.ts';
import type { FinishReason, KnownAnswerOutcome, LoadProgress } from '../platform/engine/engine-port.ts';
import type { FollowCost } from '../platform/engine/follow/follow-cost.ts';
import type { FollowRequest } from '../platform/engine/follow/follower.ts';
import type { StretchParameters } from '../platform/crypto/key-stretching.ts';
import type { TokenTable } from '../platform/engine/token-table.ts';
import type { OpenGpuSession } from '../platform/engine/webllm/gpu-session.ts';
import type { LossMoment } from '../platform/engine/webllm/loss-injection.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import type {
  ExportResult,
  ExportTarget,
  ImportInspection,
  JobProgress,
  PromptPreview,
} from '../platform/model-jobs/model-jobs-port.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';

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

export interface ConvertInputs {
  readonly architecture: LlamaArchitecture;
  readonly quantization: Quantization;
  readonly base: readonly NamedFile[];
  readonly adapter: readonly NamedFile[] | null;
}

export interface HashedInput {
  readonly set: 'base' | 'adapter';
  readonly name: string;
}

/** Every call of every worker. */
export interface RpcMap {
  /** Stretches a passphrase (32 bytes out): half a second and 64 MiB that are gone with the worker. */
  readonly 'vault/stretch': Call<
    { readonly passphrase: Uint8Array; readonly parameters: StretchParameters },
    Uint8Array<ArrayBuffer>,
    never
  >;
  /** Checks an installed model's files and derives what the CPU engine reads. */
  readonly 'view/open': Call<
    { readonly modelId: string },
    { readonly gguf: Blob; readonly tokens: TokenTable },
    ByteProgress
  >;
  /** Checks an installed model's files, puts it on the GPU and asks it a known answer: once per worker. */
  readonly 'webllm/open': Call<
    OpenGpuSession,
    { readonly tokens: TokenTable; readonly check: KnownAnswerOutcome },
    LoadProgress
  >;
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
  /** What a chosen base and adapter are, and what a merge of them would make: from headers and small files, and the adapter's hash. */
  readonly 'pipeline/inspect': Call<
    {
      readonly base: readonly NamedFile[];
      /** The chosen folder's or only file's name: it names a model whose files do not. */
      readonly baseLabel: string;
      readonly adapter: readonly NamedFile[] | null;
      /** Of the adapter's weights, where an earlier call has read them all. */
      readonly adapterSha256?: string | null;
    },
    MergeInspection,
    never
  >;
  /** The exact prompt of a base that is not merged yet, or of an installed model. */
  readonly 'pipeline/preview': Call<
    {
      readonly of:
        | { readonly base: readonly NamedFile[] }
        | { readonly modelId: string; readonly laterality?: Laterality };
      readonly template: ChatTemplate;
      readonly findings: string;
    },
    PromptPreview,
    never
  >;
  /** Merges, quantizes and writes a model from the user's own files, with the code that Node runs. */
  readonly 'pipeline/build': Call<
    {
      readonly config: ModelConfig;
      readonly quantization: Quantization;
      readonly base: readonly NamedFile[];
      readonly adapter: readonly NamedFile[] | null;
      /** What installs the model in this browser; null makes and hashes it and keeps nothing. */
      readonly arrival: Arrival | null;
      /** Refuses other inputs than those that this merge was begun with. */
      readonly goesOn?: boolean;
    },
    BuiltModel,
    JobProgress
  >;
  /** Tells a conversion worker what the next calls are about; it opens the files when it first needs them. */
  readonly 'convert/open': Call<ConvertInputs, null, never>;
  /** One row block, merged and quantized. `reuse` is a buffer of an earlier block, to be written over. */
  readonly 'convert/block': Call<
    { readonly job: BlockJob; readonly reuse: ArrayBuffer | null },
    ConvertedBlock,
    never
  >;
  /** Adds a range to the SHA-256 of a file, in the order of the calls. */
  readonly 'convert/hash': Call<
    HashedInput & { readonly offset: number; readonly length: number },
    null,
    never
  >;
  readonly 'convert/digest': Call<HashedInput, string, never>;
  /** Holds and continues whatever job runs in this worker. */
  readonly 'job/pause': Call<null, null, never>;
  readonly 'job/resume': Call<null, null, never>;
  readonly 'library/inspect': Call<
    { readonly files: readonly NamedFile[]; readonly label: string },
    ImportInspection,
    never
  >;
  readonly 'library/import': Call<
    {
      readonly files: readonly NamedFile[];
      readonly label: string;
      readonly installedBy: string;
      readonly leaveOutPrompt?: boolean;
    },
    { readonly modelId: string | null; readonly libraries: readonly ModelLibrary[] },
    JobProgress
  >;
  readonly 'library/verify': Call<{ readonly modelId: string }, Verification, JobProgress>;
  readonly 'library/export': Call<
    { readonly modelId: string; readonly target: ExportTarget },
    ExportResult,
    JobProgress
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
  postMessage(message: unknown, options: { transfer: Transferable[] }): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
