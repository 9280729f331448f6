import type { ModelManifest } from '../../domain/model/manifest.ts';

/** A finished model's files, wherever they lie: a folder, IndexedDB, memory. */
export interface QuantizedModelReader {
  readonly manifest: ModelManifest;
  /**
   * One file's bytes, whole.
   * @throws ReadroomError `model/file-missing`, `model/shard-hash-mismatch`; AbortError when the signal fires
   */
  readFile(path: string, signal?: AbortSignal): Promise<Uint8Array>;
}
