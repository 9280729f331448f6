import type { AuditAnchor } from '../../domain/audit/audit-chain.ts';
import type { LogVerdict } from '../../domain/audit/verify-log.ts';

export interface DeskVerdict extends LogVerdict {
  /** What happened since this page began and could not be written. */
  readonly lost: number;
}

/** What a person can do with the audit log. */
export interface AuditDesk {
  /** @throws ReadroomError `report/database-unavailable` */
  verify(anchor: AuditAnchor | null): Promise<DeskVerdict>;
  /** Hands the log, with its anchor, to the browser's downloads. @throws ReadroomError `audit/damaged` */
  export(): Promise<void>;
}
