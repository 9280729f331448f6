import type { ModelDetails, ModelSourceKind } from '../../domain/model/model-details.ts';
import type { MergeRecord } from './model-store-port.ts';

/** How a model that is being written comes into the store: kept beside its files from the first one on. */
export interface Arrival {
  readonly kind: ModelSourceKind;
  readonly name: string;
  readonly installedBy: string;
  /** Names of the files it comes from, without folders. */
  readonly files: readonly string[];
  /** Whether a manifest of ours vouches for the bytes. */
  readonly verified: boolean;
  /** Bytes of the finished model; null while it is not known. */
  readonly totalBytes: number | null;
  readonly merge: MergeRecord | null;
  /** What an export brought along: name, notes, prompt, evaluations. */
  readonly details: ModelDetails | null;
}
