import type { Report } from '../../domain/report/report.ts';

export interface ReportSummary {
  readonly id: string;
  readonly title: string;
  /** The head of the findings; empty when there is no impression, since the title comes from the findings then. */
  readonly excerpt: string;
  readonly updatedAt: number;
  readonly author: Report['author'];
}

export interface NewestReports {
  /** Of those that are stored: removed ones are not among them. */
  readonly ids: ReadonlySet<string>;
  /** What `changedSince` takes to read just these. */
  readonly before: number;
}

export interface ReportChanges {
  /** Readable reports that were saved since, the last one last. */
  readonly reports: readonly Report[];
  /** To ask again with. */
  readonly mark: number;
  /** There may be more of them. */
  readonly more: boolean;
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
  /** The `most` reports that were saved last. @throws ReadroomError `report/database-unavailable` */
  newest(most: number): Promise<NewestReports>;
  /**
   * Up to `limit` reports saved since an earlier answer's `mark`, the earliest first. Each save gets a number that was
   * never given before, so none is missed. @throws ReadroomError `report/database-unavailable`
   */
  changedSince(mark: number, limit: number): Promise<ReportChanges>;
  /** Removes the report and returns it for undo; null when there was none. */
  remove(id: string): Promise<Report | null>;
  /** Puts a removed report back as it was; one that is there again is left alone. */
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
