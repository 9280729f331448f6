import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { ModelDetails, ModelSourceKind } from '../../domain/model/model-details.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { Quantization } from '../../domain/model/quantization.ts';

export interface InstalledModel {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly baseUrl: string;
  /** ms since the epoch, by the workstation's clock. */
  readonly installedAt: number;
  readonly details: ModelDetails;
}

/** A model of which some files are here and some are not; it is in no list of installed models. */
export interface UnfinishedModel {
  readonly id: string;
  readonly name: string;
  readonly kind: ModelSourceKind;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly presentBytes: number;
  /** Null while it is not known. */
  readonly totalBytes: number | null;
  /** True when it once was whole and files were lost or damaged since. */
  readonly damaged: boolean;
  /** What a merge was asked for, so that it can go on; null for the other kinds. */
  readonly merge: MergeRecord | null;
}

/** Kept while a merge runs and until its model is listed or removed. */
export interface MergeRecord {
  readonly config: ModelConfig;
  readonly quantization: Quantization;
  readonly installedBy: string;
  /** What was chosen, to ask for the same again. */
  readonly base: ChosenRecord;
  readonly adapter: ChosenRecord | null;
}

export interface ChosenRecord {
  readonly label: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** Lasting handles, where the browser gave them; permission must be asked for again. */
  readonly handles: readonly FileSystemHandle[];
}

/** A change of what a person may change about a model. */
export type DetailsChange = Partial<ModelDetails>;

export interface InstallProgress {
  /** `waiting`: another tab installs this model now; this one goes on when that tab ends. */
  readonly phase: 'waiting' | 'preflight' | 'download' | 'verify';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Bytes that were already here from an earlier, interrupted install. */
  readonly resumedBytes: number;
  readonly bytesPerSecond: number;
  readonly file: string;
}

export interface StorageEstimate {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly persisted: boolean;
}

/** Models installed in this browser. A model is listed only when every file is stored and its SHA-256 checked. */
export interface ModelStore {
  list(): Promise<InstalledModel[]>;
  get(id: string): Promise<InstalledModel | null>;
  /**
   * Installs a model that our own origin serves, by its id. Resumes from the files that are already
   * stored and verified. Cancelling keeps those files.
   * @throws ReadroomError `store/quota-exceeded`, `store/…`, `model/…`, `net/…`; AbortError when the signal fires
   */
  installFromOrigin(
    id: string,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: InstallProgress) => void;
      /** What the catalog says of manifest.json; a different manifest is refused. */
      readonly manifestSha256?: string;
      /** Who installs it, as that person wrote it. */
      readonly installedBy?: string;
    },
  ): Promise<InstalledModel>;
  /** One file's bytes, its SHA-256 checked again; `manifest.json` too. */
  readFile(id: string, path: string): Promise<Uint8Array>;
  /** What was begun and is not whole, with what is known about it; models that are being written now are among them. */
  unfinished(): Promise<readonly UnfinishedModel[]>;
  /**
   * Changes the details of an installed model, also of one that turned out to be damaged.
   * @param only results of a test belong to the model that was tested: when another one is listed under its id by now,
   * nothing is changed and that other one is returned
   * @throws ReadroomError `store/not-installed`, `library/bad-details`, `library/bad-evaluation`, `store/…`
   */
  describe(
    id: string,
    change: DetailsChange,
    only?: { readonly manifestSha256?: string },
  ): Promise<InstalledModel>;
  /**
   * Removes a model, whole or unfinished, and every row of it; libraries that no model needs any more go with it.
   * @throws ReadroomError `library/busy` when a job goes on with it, here or in another tab; `store/…`
   */
  remove(id: string): Promise<void>;
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser not to evict; true when granted. */
  persist(): Promise<boolean>;
}
