import { useId, useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { BackupSummary, Backups, RestoreSummary } from '../../platform/backup/backups-port.ts';
import type { ExportTargets } from '../../platform/files/export-targets.ts';
import { fileByteSource } from '../../platform/files/web-files.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { NewPassphrase } from './new-passphrase.tsx';
import styles from './protection.module.css';

interface BackupSectionProps {
  readonly protection: 'demo' | 'passphrase';
  readonly backups: Backups;
  readonly exportTargets: Pick<ExportTargets, 'download'>;
  /** ms since the epoch, for the name of the file. */
  readonly now: () => number;
  readonly onMade: (summary: BackupSummary) => void;
  readonly onRestored: (summary: RestoreSummary) => void;
}

type Open = 'none' | 'make' | 'restore';

/** Everything in one encrypted file, and back. */
export function BackupSection(props: BackupSectionProps): ReactNode {
  const [open, setOpen] = useState<Open>('none');
  const [said, setSaid] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  const kept = useKeptFocus(title);
  const done = (text: string): void => {
    setOpen('none');
    setSaid(text);
  };
  const toggle = (which: Open): void => {
    setSaid('');
    setOpen(open === which ? 'none' : which);
  };
  return (
    <section className={styles['section']} aria-labelledby="backup-title" {...kept}>
      <h3 id="backup-title" ref={title} tabIndex={-1}>
        Backup
      </h3>
      <p className={styles['quiet']}>
        One encrypted file with all reports, settings and the audit log. A browser may lose what it stores:
        keep a backup elsewhere. Models are not in it.
      </p>
      <div className={styles['row']}>
        <Button aria-expanded={open === 'make'} onClick={() => toggle('make')}>
          Make a backup
        </Button>
        <Button aria-expanded={open === 'restore'} onClick={() => toggle('restore')}>
          Restore a backup
        </Button>
      </div>
      {open === 'make' && <Make {...props} onDone={done} />}
      {open === 'restore' && <Restore {...props} onDone={done} />}
      <p className={styles['quiet']} role="status">
        {said}
      </p>
    </section>
  );
}

type StepProps = BackupSectionProps & { readonly onDone: (said: string) => void };

function Make({ backups, exportTargets, now, onMade, onDone }: StepProps): ReactNode {
  return (
    <>
      <p className={styles['quiet']}>
        The backup opens with the passphrase that you type here, and with no other.
      </p>
      <NewPassphrase
        action="Write the backup"
        onSubmit={async (passphrase) => {
          const { file, damaged, ...summary } = await backups.make(passphrase);
          exportTargets.download(backupName(now()), file);
          onMade(summary);
          const left = damaged > 0 ? ` Not in it: ${plural(damaged, 'damaged report')}.` : '';
          onDone(`Backup written: ${plural(summary.reports, 'report')}.${left}`);
        }}
      />
    </>
  );
}

/** IMPORTANT: the day and nothing else: file names are seen by many. */
function backupName(now: number): string {
  return `readroom-backup-${new Date(now).toISOString().slice(0, 10)}.readroom`;
}

function Restore({ protection, backups, onRestored, onDone }: StepProps): ReactNode {
  const id = useId();
  const [error, setError] = useState<ReadroomError | null>(null);
  const [busy, setBusy] = useState(false);

  const restore = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const file = data.get('file');
    const passphrase = data.get('passphrase');
    if (busy || !(file instanceof File) || file.name === '' || typeof passphrase !== 'string') return;
    setBusy(true);
    setError(null);
    try {
      const summary = await backups.restore(fileByteSource(file), passphrase);
      onRestored(summary);
      onDone(describe(summary));
    } catch (caught) {
      setError(asReadroomError(caught));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className={styles['form']}
      aria-label="Restore a backup"
      onSubmit={(event) => {
        event.preventDefault();
        void restore(event.currentTarget);
      }}
    >
      {protection === 'demo' && (
        <p>
          <strong>There is no passphrase here.</strong> Whoever can open this computer’s account could read
          what you restore: set one first.
        </p>
      )}
      <label htmlFor={`${id}-file`}>Backup file</label>
      <input id={`${id}-file`} name="file" type="file" accept=".readroom" required />
      <label htmlFor={`${id}-passphrase`}>Passphrase of the backup</label>
      <PassphraseFields>
        {(secret) => <input {...secret('off')} id={`${id}-passphrase`} name="passphrase" required />}
      </PassphraseFields>
      {error !== null && <ErrorNotice error={error} />}
      <div className={styles['row']}>
        <Button type="submit" isDimmed={busy}>
          Restore
        </Button>
        <span className={styles['quiet']} role="status">
          {busy ? 'Checking and restoring' : ''}
        </span>
      </div>
    </form>
  );
}

function describe({ reports, added, same, copies }: RestoreSummary): string {
  const parts = [
    `${added} new here`,
    ...(same > 0 ? [`${same} here already`] : []),
    ...(copies > 0 ? [`${plural(copies, 'other version')} kept as copies`] : []),
  ];
  return `Backup restored and checked: ${plural(reports, 'report')}, ${parts.join(', ')}.`;
}
