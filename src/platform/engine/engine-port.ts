import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { ComputeType } from '../../domain/model/model-library.ts';
import type { EngineChoice } from '../../domain/settings/settings.ts';

export type EngineKind = 'cpu' | 'webgpu';

export interface EngineProbe {
  readonly kind: EngineKind;
  readonly available: boolean;
  /** One sentence, for the radiologist, on why it is not available; null when it is. */
  readonly reason: string | null;
  /** CPU threads the engine would use; null for a GPU. */
  readonly threads: number | null;
  /** Arithmetic of the GPU's kernels; null for a CPU or while no model library is chosen. */
  readonly compute: ComputeType | null;
  /** The GPU by its maker's name, as far as the browser tells; null for a CPU. */
  readonly device: string | null;
  /** One sentence, for the radiologist, on why this engine runs and not the preferred one; null when it is. */
  readonly note: string | null;
  /** How the known-answer test of this load came out; left out by a probe that loaded nothing. */
  readonly check?: KnownAnswerOutcome;
}

/** A known-answer test that was passed; one that fails is `engine/wrong-numbers`. */
export interface KnownAnswerOutcome {
  /** Comparisons made, and how many agreed. */
  readonly compared: number;
  readonly agreed: number;
  /** For support: what was compared and how closely. */
  readonly detail: string;
}

/** An installed model as an engine sees it: its manifest and its verified bytes. */
export interface EngineModel {
  readonly manifest: ModelManifest;
  /**
   * Where the installed files lie, for an engine that reads them itself:
   * rows of web-llm's own IndexedDB cache are keyed `${baseUrl}${path}`.
   */
  readonly baseUrl: string;
}

export interface LoadProgress {
  /** `check` is the known-answer test. */
  readonly phase: 'verify' | 'upload' | 'compile' | 'check';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** CPU threads; left out, the engine chooses. */
  readonly threads?: number;
  /** Which engine, where there are several (`adaptive/`); left out: the graphics card when it can. */
  readonly engine?: EngineChoice;
}

export interface GenerateRequest {
  readonly promptTokens: readonly number[];
  readonly maxNewTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  /** Token ids that end the impression; they are not part of the text. */
  readonly stopTokens: readonly number[];
  readonly signal?: AbortSignal;
}

/** What one generation cost. */
export interface GenerateUsage {
  /** Prompt tokens computed in this run. */
  readonly prefilled: number;
  /** Prompt tokens whose KV cache entries were kept from the last run. */
  readonly reused: number;
  /** Tokens of the previous draft that were offered to the model along with the prompt. */
  readonly proposed: number;
  /** Of those, the leading ones that the model would have written itself: kept without a decode step. */
  readonly verified: number;
  /** Tokens of the impression that were generated; the whole impression is `verified + decoded` tokens. */
  readonly decoded: number;
  /** From the call to the first piece of text, ms. */
  readonly timeToFirstTokenMs: number;
  /** Prefill and verification, ms. */
  readonly prefillMs: number;
  readonly decodeMs: number;
}

export type FinishReason = 'stop' | 'length' | 'interrupted';

export type GenerateEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'done'; readonly finish: FinishReason; readonly usage: GenerateUsage };

/**
 * An inference engine. One model at a time, one generation at a time: a second `generate` while one runs
 * interrupts the first and waits for it to end.
 */
export interface ImpressionEngine {
  readonly kind: EngineKind;
  probe(): Promise<EngineProbe>;
  /** @throws ReadroomError `engine/…`, `model/…`, `store/…`; AbortError when the signal fires */
  load(model: EngineModel, options?: LoadOptions): Promise<EngineProbe>;
  /** Ends with exactly one `done` event unless it throws. An aborted signal ends it with finish `interrupted`. */
  generate(request: GenerateRequest): AsyncIterable<GenerateEvent>;
  /** Stops the running generation, if any; resolves when it has ended. */
  interrupt(): Promise<void>;
  unload(): Promise<void>;
}
