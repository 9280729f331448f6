/** A file that a person chose; structured-cloneable, so that workers can be handed it. */
export interface NamedFile {
  /** Relative to the chosen folder, with `/` between folders; the plain file name when files were chosen. */
  readonly name: string;
  readonly file: File;
}

/** What one choice or drop brought. */
export interface ChosenFiles {
  /** The chosen folder's or only file's name, to show. */
  readonly label: string;
  readonly files: readonly NamedFile[];
  /** Where the browser gave lasting handles: with them a job goes on after a reload without choosing again. */
  readonly handles: readonly FileSystemHandle[];
}
