/** What an export is going to write. */
export interface ExportPlan {
  /** Tells whether a folder holds this very model already. */
  readonly manifest: { readonly path: string; readonly bytes: Uint8Array };
  /** All files, the manifest among them. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/** Where the files of one export go, one after the other. */
export interface ExportWriter {
  /**
   * Resolves when the file is written and its bytes are not needed any more.
   * @throws ReadroomError `library/export-refused`, `library/folder-in-use`
   */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes the export whole; the archive itself when it was written to memory. */
  finish(): Promise<Blob | null>;
  /** Takes back what was written, as far as that is possible; never throws. */
  abort(): Promise<void>;
}

/** Where an archive's bytes go, front to back. */
export interface ArchiveSink {
  append(bytes: Uint8Array): Promise<void>;
  /** Makes what was appended a file. */
  close(): Promise<Blob | null>;
  /** Leaves no file behind. */
  discard(): Promise<void>;
}
