/** Random access to the bytes of one file: a File in a browser, a file descriptor in Node, an array in a test. */
export interface ByteSource {
  /** The file's name without folders; safe to show. */
  readonly name: string;
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`; they are the caller's own copy.
   * @throws ReadroomError `format/truncated` when the range passes the end, `format/unreadable` when reading fails
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Whether the file is still, by size and time, the one that was opened. Absent where nothing can change it.
   * @throws ReadroomError `format/unreadable` when it is not
   */
  requireUnchanged?(): Promise<void>;
}

/** A folder of files by relative name, as a user chose it. */
export interface FileSet {
  readonly names: readonly string[];
  open(name: string): ByteSource | null;
}
