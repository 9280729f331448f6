import type { Report } from '../../domain/report/report.ts';

export interface ReportSummary {
  readonly id: string;
  readonly title: string;
  /** The head of the findings; empty when there is no impression, since the title comes from the findings then. */
  readonly excerpt: string;
  readonly updatedAt: number;
  readonly author: Report['author'];
}

/** The reports of this browser. Every promise of a write resolves when its transaction has completed. */
export interface ReportRepository {
  /**
   * Stores the report if nobody stored it since `report.revision`, and returns it with the next revision.
   * @throws ReadroomError `report/changed-elsewhere`, `report/deleted-elsewhere`, `store/quota-exceeded`,
   * `report/not-saved`
   */
  save(report: Report): Promise<Report>;
  /** @throws ReadroomError `report/unreadable`, `report/database-unavailable` */
  get(id: string): Promise<Report | null>;
  /** Reports that hold every word of the query, the last saved first. */
  list(query: string): Promise<ReportSummary[]>;
  /** Removes the report and returns it for undo; null when there was none. */
  remove(id: string): Promise<Report | null>;
  /** Puts a removed report back as it was. */
  restore(report: Report): Promise<void>;
  /** The same for many, in one transaction: all or none. */
  restoreAll(reports: readonly Report[]): Promise<void>;
  /** Of all reports, those that cannot be read among them, the first saved first. */
  ids(): Promise<readonly string[]>;
  /** Of this browser; the report that a new page opens. */
  lastOpened(): Promise<string | null>;
  setLastOpened(id: string): Promise<void>;
  /**
   * Begins to store unsaved text in the last moment of a page; cannot report the outcome.
   * @param saving what an unfinished `save` of the same page may or may not have stored by then
   */
  writeJournal(report: Report, saving: Report | null): void;
  /** Takes over what closing pages left: into its report, or as a copy where that changed meanwhile. */
  recoverJournal(): Promise<void>;
  /** Calls back with the stored revision (null: deleted) whenever this or another tab changes the report. */
  watch(id: string, onRevision: (revision: number | null) => void): () => void;
  /** Calls back whenever this or another tab changes any report. */
  watchAll(onChange: () => void): () => void;
}
