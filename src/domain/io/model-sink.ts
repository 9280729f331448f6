/**
 * Where a build writes its files. An implementation makes each file appear whole or not at all
 * (temporary name and rename in Node, one transaction in IndexedDB).
 */
export interface ModelSink {
  /** Writes or replaces one file; resolves when it is durable. The bytes stay the caller's, who may free them then. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** The file's bytes, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Removes the file if it exists. */
  remove(path: string): Promise<void>;
}
