import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { EngineKind, EngineProbe, ImpressionEngine } from '../engine-port.ts';

/** What each engine could do on this machine, whichever is chosen. */
export type EngineOverview = Readonly<Record<EngineKind, EngineProbe>>;

/** Drafting left the graphics card although it was meant to run there. */
export interface EngineMove {
  /** Why. */
  readonly code: ErrorCode;
  /** The engine that drafts from now on; null while it is being loaded, and when that failed. */
  readonly probe: EngineProbe | null;
  /** Why that engine could not be loaded either: the next draft tries again. Null until then. */
  readonly failure: ReadroomError | null;
}

/** An engine that chooses between the graphics card and the processor, and moves on when the former fails. */
export interface AdaptiveEngine extends ImpressionEngine {
  probeAll(): Promise<EngineOverview>;
  /** Tells of every move; the returned function ends that. */
  watch(listener: (move: EngineMove) => void): () => void;
}
