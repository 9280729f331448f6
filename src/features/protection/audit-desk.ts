import type { AuditAnchor } from '../../domain/audit/audit-chain.ts';
import type { LogVerdict } from '../../domain/audit/verify-log.ts';

/** What a person can do with the audit log. */
export interface AuditDesk {
  /** @throws ReadroomError `report/database-unavailable` */
  verify(anchor: AuditAnchor | null): Promise<LogVerdict>;
  /** Hands the log, with its anchor, to the browser's downloads. @throws ReadroomError `audit/damaged` */
  export(): Promise<void>;
}
