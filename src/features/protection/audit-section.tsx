import { useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ChainFault, ChainVerdict } from '../../domain/audit/verify-chain.ts';
import { parseAuditExport, type AuditExport } from '../../domain/audit/audit-export.ts';
import { unwrap } from '../../domain/result.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import type { AuditDesk } from './audit-desk.ts';
import styles from './protection.module.css';

const FAULTS: Record<ChainFault, string> = {
  unreadable: 'cannot be read',
  'out-of-order': 'is out of order: an entry was removed, put in or moved',
  'broken-link': 'does not follow from the one before it',
  altered: 'was altered',
  truncated: 'is missing: entries at the end were cut off',
  'other-history': 'belongs to another log',
};

/** What happened in this browser, checked and taken out. */
export function AuditSection({ desk }: { readonly desk: AuditDesk }): ReactNode {
  const [verdict, setVerdict] = useState<ChainVerdict | null>(null);
  const [error, setError] = useState<ReadroomError | null>(null);
  const attempt = async (work: () => Promise<ChainVerdict | null>): Promise<void> => {
    setError(null);
    try {
      setVerdict(await work());
    } catch (caught) {
      setError(asReadroomError(caught));
    }
  };
  const compare = async (file: File): Promise<ChainVerdict> => {
    const exported: AuditExport = unwrap(parseAuditExport(new Uint8Array(await file.arrayBuffer())));
    return desk.verify(exported.anchor);
  };
  return (
    <section className={styles['section']} aria-labelledby="audit-title">
      <h3 id="audit-title">Audit log</h3>
      <p className={styles['quiet']}>
        What happened here, by number and time, without any report text. Entries that were changed, removed or
        moved are found; to find that the end was cut off takes an export that was kept elsewhere.
      </p>
      <div className={styles['row']}>
        <Button onClick={() => void attempt(() => desk.verify(null))}>Verify</Button>
        <Button onClick={() => void attempt(async () => (await desk.export(), null))}>Export</Button>
      </div>
      <label className={styles['form']}>
        Verify against an export
        <input
          type="file"
          accept=".json"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) void attempt(() => compare(file));
          }}
        />
      </label>
      {error !== null && <ErrorNotice error={error} />}
      {verdict?.intact === false && (
        <Notice details="audit/damaged">
          Entry {verdict.number} {FAULTS[verdict.fault]}.
        </Notice>
      )}
      <p className={styles['quiet']} role="status">
        {verdict?.intact === true ? `The log is whole: ${plural(verdict.entries, 'entry', 'entries')}.` : ''}
      </p>
    </section>
  );
}
