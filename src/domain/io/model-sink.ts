/**
 * Where a build writes its files. An implementation makes each file appear whole or not at all
 * (temporary name and rename in Node, one transaction in IndexedDB).
 */
export interface ModelSink {
  /**
   * Writes or replaces one file; resolves when it is committed: on disk in Node, safe from the process's end in a browser.
   * The bytes stay the caller's, who may free them then.
   * @param sha256 of these bytes, where the caller has it; a sink that needs it makes it itself otherwise
   */
  write(path: string, bytes: Uint8Array, sha256?: string): Promise<void>;
  /** The caller's own copy of the file's bytes, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Removes the file if it exists. */
  remove(path: string): Promise<void>;
}
