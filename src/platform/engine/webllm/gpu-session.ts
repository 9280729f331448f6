import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { ModelLibrary } from '../../../domain/model/model-library.ts';
import type { FinishReason, KnownAnswerOutcome, LoadProgress } from '../engine-port.ts';
import type { FollowCost } from '../follow/follow-cost.ts';
import type { FollowRequest } from '../follow/follower.ts';
import type { TokenTable } from '../token-table.ts';
import type { LossMoment } from './loss-injection.ts';

export interface OpenGpuSession {
  readonly modelId: string;
  /** Where web-llm's rows of the model are keyed. */
  readonly baseUrl: string;
  readonly library: ModelLibrary;
  /** Key of the library's row. */
  readonly libraryUrl: string;
  readonly knownAnswer: KnownAnswer;
  /** For tests: when to lose the device while loading. */
  readonly loss: LossMoment | null;
}

/** A model on the GPU, in a worker of its own that follows the typing. */
export interface GpuSession {
  readonly tokens: TokenTable;
  /** How the known-answer test came out. */
  readonly check: KnownAnswerOutcome;
  /** Resolves when the worker can no longer be used; the session must then be closed. */
  readonly lost: Promise<null>;
  /**
   * One generation at a time.
   * @throws ReadroomError `engine/device-lost`, `engine/crashed`: the session is dead; `engine/wrong-numbers`: it must
   *   be closed
   */
  generate(
    request: FollowRequest,
    onTokens: (tokens: readonly number[]) => void,
  ): Promise<{ readonly finish: FinishReason; readonly cost: FollowCost }>;
  /** Ends the running generation after the step under way. */
  interrupt(): void;
  loseDevice(moment: LossMoment): Promise<void>;
  /** Ends the worker and with it all memory of the model. */
  close(): void;
}

export type GpuSessionOpener = (
  request: OpenGpuSession,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  },
) => Promise<GpuSession>;
