import type { AuditExport } from '../../domain/audit/audit-export.ts';
import type { LogVerdict } from '../../domain/audit/verify-log.ts';

interface DeskVerdict extends LogVerdict {
  /** What happened since this page began and could not be written. */
  readonly lost: number;
}

interface Comparison extends DeskVerdict {
  /** Of the chains in the file itself. */
  readonly file: LogVerdict;
}

/** What a person can do with the audit log. */
export interface AuditDesk {
  /** @throws ReadroomError `report/database-unavailable` */
  verify(): Promise<DeskVerdict>;
  /** Checks the log against an exported file, and that file. @throws ReadroomError `audit/not-an-export`, and as above */
  compare(file: AuditExport): Promise<Comparison>;
  /** Hands the log, whole or damaged, to the browser's downloads, and says what was handed out. @throws as above */
  export(): Promise<AuditExport>;
}
