import type { ByteSource } from '../../domain/io/byte-source.ts';

export interface BackupSummary {
  readonly reports: number;
  /** Of all reports in it, whatever their order (domain/backup). */
  readonly digest: string;
}

export interface RestoreSummary extends BackupSummary {
  /** Reports that were not here. */
  readonly added: number;
  /** Reports that were here already, word for word, under their id or as a copy. */
  readonly same: number;
  /** Reports of which another version was here: kept beside it as copies. */
  readonly copies: number;
}

/** Everything that is sealed, in one file under a passphrase of its own. */
export interface Backups {
  /**
   * Of every report but those that are damaged, which are counted.
   * @throws ReadroomError `vault/weak-passphrase`, `backup/not-written`, `report/database-unavailable`
   */
  make(passphrase: string): Promise<BackupSummary & { readonly file: Blob; readonly damaged: number }>;
  /**
   * Verifies all of it before anything is written, and what was written afterwards. Nothing that is here is overwritten;
   * broken off, it can be repeated.
   * @throws ReadroomError `backup/…`, `store/quota-exceeded`, `report/not-saved`
   */
  restore(source: ByteSource, passphrase: string): Promise<RestoreSummary>;
}
