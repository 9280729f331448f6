import type { ModelManifest } from '../../domain/model/manifest.ts';

export interface InstalledModel {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  readonly baseUrl: string;
  /** ms since the epoch, by the workstation's clock. */
  readonly installedAt: number;
}

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
   * Installs from a folder of our own origin that holds manifest.json. Resumes from the files that are already
   * stored and verified. Cancelling keeps those files.
   * @throws ReadroomError `store/quota-exceeded`, `store/…`, `model/…`, `net/…`; AbortError when the signal fires
   */
  installFromOrigin(
    baseUrl: string,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: InstallProgress) => void;
      /** What the catalog says of manifest.json; a different manifest is refused. */
      readonly manifestSha256?: string;
    },
  ): Promise<InstalledModel>;
  /** One file's bytes, its SHA-256 checked again. */
  readFile(id: string, path: string): Promise<Uint8Array>;
  remove(id: string): Promise<void>;
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser not to evict; true when granted. */
  persist(): Promise<boolean>;
}
