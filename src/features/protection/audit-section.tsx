import { useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ChainFault, ChainVerdict } from '../../domain/audit/verify-chain.ts';
import type { LogVerdict } from '../../domain/audit/verify-log.ts';
import { MAX_EXPORT_BYTES, parseAuditExport } from '../../domain/audit/audit-export.ts';
import { unwrap } from '../../domain/result.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import type { AuditDesk, DeskVerdict } from './audit-desk.ts';
import styles from './protection.module.css';

const FAULTS: Record<ChainFault, string> = {
  unreadable: 'cannot be read',
  'out-of-order': 'is out of order: an entry was removed, put in or moved',
  'broken-link': 'does not follow from the one before it',
  altered: 'was altered',
  truncated: 'is missing: entries at the end were cut off',
  'end-altered': 'does not agree with the end of the log, which was removed, altered or put back',
  'other-history': 'belongs to another log',
};

/** What a look at the log found; null while it is looked at. */
type Finding = (DeskVerdict & { readonly compared: boolean }) | null;

/** What happened in this browser, checked and taken out. */
export function AuditSection({ desk }: { readonly desk: AuditDesk }): ReactNode {
  const [finding, setFinding] = useState<Finding>(null);
  const [error, setError] = useState<ReadroomError | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<Finding>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(null);
    setFinding(null);
    try {
      setFinding(await work());
    } catch (caught) {
      setError(asReadroomError(caught));
    } finally {
      setBusy(false);
    }
  };
  const verify = async (): Promise<Finding> => ({ ...(await desk.verify(null)), compared: false });
  const compare = async (file: File): Promise<Finding> => {
    if (file.size > MAX_EXPORT_BYTES) throw new ReadroomError('audit/not-an-export', `${file.size} bytes`);
    const { anchor } = unwrap(parseAuditExport(new Uint8Array(await file.arrayBuffer())));
    return { ...(await desk.verify(anchor)), compared: true };
  };
  const damaged = finding === null ? null : sentenceOfFault(finding);
  return (
    <section className={styles['section']} aria-labelledby="audit-title">
      <h3 id="audit-title">Audit log</h3>
      <p className={styles['quiet']}>
        What happened here, by number and time, without any report text. Entries that were changed, removed or
        moved are found; to find that all of it was put back to an earlier state takes an export that was kept
        elsewhere.
      </p>
      <div className={styles['row']}>
        <Button isDimmed={busy} onClick={() => void attempt(verify)}>
          Verify
        </Button>
        <Button isDimmed={busy} onClick={() => void attempt(async () => (await desk.export(), null))}>
          Export
        </Button>
      </div>
      <label className={styles['form']}>
        Verify against an export
        <input
          type="file"
          accept=".json"
          onChange={(event) => {
            const file = event.target.files?.[0];
            // The same file can be chosen again.
            event.target.value = '';
            if (file !== undefined) void attempt(() => compare(file));
          }}
        />
      </label>
      {error !== null && <ErrorNotice error={error} />}
      {finding !== null && finding.lost > 0 && (
        <Notice details="audit/not-written">
          Since this page was opened, {plural(finding.lost, 'entry', 'entries')} could not be written.
        </Notice>
      )}
      {damaged !== null && <Notice details="audit/damaged">{damaged}</Notice>}
      <p className={styles['quiet']} role="status">
        {busy ? 'Checking the log' : finding !== null && damaged === null ? sentenceOfWhole(finding) : ''}
      </p>
    </section>
  );
}

function sentenceOfFault({ own, brought }: LogVerdict): string | null {
  if (!own.intact) return `Entry ${own.number} ${FAULTS[own.fault]}.`;
  const fault = brought.find((verdict) => !verdict.intact);
  return fault === undefined ? null : `In a log from a backup, entry ${fault.number} ${FAULTS[fault.fault]}.`;
}

function sentenceOfWhole({ own, brought, compared }: NonNullable<Finding>): string {
  const count = (verdict: ChainVerdict): string =>
    plural(verdict.intact ? verdict.entries : 0, 'entry', 'entries');
  const others = brought.map((verdict) => ` So is a log from a backup: ${count(verdict)}.`).join('');
  return `The log is whole: ${count(own)}.${others}${compared ? ' It agrees with the export.' : ''}`;
}
