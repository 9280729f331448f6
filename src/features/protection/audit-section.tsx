import { useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MAX_EXPORT_BYTES, parseAuditExport } from '../../domain/audit/audit-export.ts';
import { describeDamage } from '../../domain/audit/describe-damage.ts';
import type { ChainVerdict } from '../../domain/audit/verify-chain.ts';
import type { LogVerdict } from '../../domain/audit/verify-log.ts';
import { unwrap } from '../../domain/result.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import type { AuditDesk } from './audit-desk.ts';
import styles from './protection.module.css';

/** What became of what was asked for. */
interface Finding {
  /** A sentence for each place where something is wrong. */
  readonly damage: readonly string[];
  readonly said: string;
  /** What could not be written since the page was opened. */
  readonly lost: number;
}

/** What happened in this browser, checked and taken out. */
export function AuditSection({ desk }: { readonly desk: AuditDesk }): ReactNode {
  const [finding, setFinding] = useState<Finding | null>(null);
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
  const verify = async (): Promise<Finding> => {
    const verdict = await desk.verify();
    return found(verdict.lost, describeDamage(verdict), sentenceOfWhole(verdict));
  };
  const compare = async (file: File): Promise<Finding> => {
    if (file.size > MAX_EXPORT_BYTES) throw new ReadroomError('audit/not-an-export', `${file.size} bytes`);
    const exported = unwrap(parseAuditExport(new Uint8Array(await file.arrayBuffer())));
    const verdict = await desk.compare(exported);
    const theirs = describeDamage(verdict.file).map((sentence) => `In the exported file: ${sentence}`);
    const agrees = exported.anchor === null ? '' : ' It agrees with the export.';
    return found(verdict.lost, [...describeDamage(verdict), ...theirs], sentenceOfWhole(verdict) + agrees);
  };
  const takeOut = async (): Promise<Finding> => {
    const exported = await desk.export();
    const damage = exported.version === 1 ? [] : exported.damage;
    const said =
      damage.length === 0
        ? 'The log is exported.'
        : 'The log is exported as it is; the file names the damage.';
    return { damage, said, lost: 0 };
  };
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
        <Button isDimmed={busy} onClick={() => void attempt(takeOut)}>
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
      {finding !== null && finding.damage.length > 0 && (
        <Notice details="audit/damaged">{finding.damage.join(' ')}</Notice>
      )}
      <p className={styles['quiet']} role="status">
        {busy ? 'Checking the log' : finding?.said}
      </p>
    </section>
  );
}

/** Nothing is called whole beside what is damaged. */
function found(lost: number, damage: readonly string[], whole: string): Finding {
  return { lost, damage, said: damage.length === 0 ? whole : '' };
}

function sentenceOfWhole({ own, brought }: LogVerdict): string {
  const count = (verdict: ChainVerdict): string =>
    plural(verdict.intact ? verdict.entries : 0, 'entry', 'entries');
  const others = brought.map((verdict) => ` So is a log from a backup: ${count(verdict)}.`).join('');
  return `The log is whole: ${count(own)}.${others}`;
}
