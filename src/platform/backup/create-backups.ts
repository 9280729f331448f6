import * as v from 'valibot';
import { AuditEntrySchema, type AuditEntry } from '../../domain/audit/audit-chain.ts';
import { reportAsCanonical, type BackupItem } from '../../domain/backup/backup-item.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { sameContent, type Report } from '../../domain/report/report.ts';
import { passphraseFault } from '../../domain/vault/passphrase.ts';
import type { KeyStretching } from '../crypto/key-stretching.ts';
import type { AuditLog } from '../db/audit-repository.ts';
import type { ReportRepository } from '../db/report-repository-port.ts';
import type { SettingsRepository } from '../db/settings-repository.ts';
import { blobSink } from '../files/blob-sink.ts';
import type { Backups } from './backups-port.ts';
import { createIsKept, type IsKept } from './kept-copies.ts';
import { openBackup, verifyBackup, type OpenBackup } from './read-backup.ts';
import { writeBackup } from './write-backup.ts';

interface BackupPorts {
  readonly reports: ReportRepository;
  readonly settings: SettingsRepository;
  readonly audit: AuditLog;
  readonly stretching: KeyStretching;
  readonly hash: (text: string) => Promise<string>;
  readonly createId: () => string;
}

type Content = Exclude<BackupItem, { kind: 'end' }>;

/** Reports written in one transaction. */
const BATCH = 100;

export function createBackups(ports: BackupPorts): Backups {
  const { reports, settings, audit, stretching, hash, createId } = ports;

  const read = (id: string): Promise<Report | null> => reports.get(id).catch(damagedAsNone);

  async function* everything(onDamaged: () => void): AsyncGenerator<Content> {
    yield { kind: 'settings', settings: await settings.read() };
    for (const id of await reports.ids()) {
      // A damaged report cannot be backed up, and must not keep the others from it; a deleted one is no more.
      const report = await reports.get(id).catch((error: unknown) => (onDamaged(), damagedAsNone(error)));
      if (report !== null) yield { kind: 'report', report };
    }
    const { own, brought } = await audit.read();
    for (const value of [own, ...brought.values()].flat()) {
      const parsed = v.safeParse(AuditEntrySchema, value);
      if (parsed.success) yield { kind: 'audit', entry: parsed.output };
    }
  }

  /** What is to be stored for a report of a backup; null when it is here already, also as a copy. */
  const place = async (report: Report, isKept: IsKept): Promise<Report | null> => {
    const here = await read(report.id);
    if (here === null) return report;
    if (sameContent(here, report) || (await isKept(report))) return null;
    return { ...report, id: createId(), revision: 1 };
  };

  const write = async (
    backup: OpenBackup,
  ): Promise<{ stored: Map<string, string>; same: number; copies: number }> => {
    const isKept = createIsKept(reports, read, hash);
    const wasEmpty = (await reports.ids()).length === 0;
    // Hashes by id, not the reports: these are looked at again when they lie there.
    const stored = new Map<string, string>();
    let [same, copies] = [0, 0];
    let batch: Report[] = [];
    let entries: AuditEntry[] = [];
    const flush = async (): Promise<void> => {
      await reports.restoreAll(batch);
      await audit.addBrought(entries);
      for (const report of batch) stored.set(report.id, await hash(reportAsCanonical(report)));
      [batch, entries] = [[], []];
    };
    for await (const item of backup.items()) {
      if (item.kind === 'settings' && wasEmpty) await settings.change(item.settings);
      if (item.kind === 'audit') entries.push(item.entry);
      if (item.kind === 'report') {
        const next = await place(item.report, isKept);
        if (next === null) same++;
        else batch.push(next);
        if (next !== null && next.id !== item.report.id) copies++;
      }
      if (batch.length + entries.length >= BATCH) await flush();
    }
    await flush();
    return { stored, same, copies };
  };

  return {
    async make(passphrase) {
      if (passphraseFault(passphrase) !== null) throw new ReadroomError('vault/weak-passphrase');
      const sink = blobSink('application/octet-stream');
      let damaged = 0;
      const items = everything(() => damaged++);
      const { end, file } = await writeBackup(items, passphrase, { sink, stretching, hash });
      if (file === null) throw new ReadroomError('backup/not-written');
      return { file, reports: end.reports, digest: end.digest, damaged };
    },
    async restore(source, passphrase) {
      const backup = await openBackup(source, passphrase, stretching);
      const end = await verifyBackup(backup, hash);
      const { stored, same, copies } = await write(backup);
      // Read back as they lie there now.
      for (const [id, expected] of stored) {
        const there = await reports.get(id);
        if (there === null || (await hash(reportAsCanonical(there))) !== expected)
          throw new ReadroomError('report/not-saved', 'read back otherwise');
      }
      const { reports: count, digest } = end;
      return { reports: count, digest, added: stored.size - copies, same, copies };
    },
  };
}

/** A damaged report is none; other errors go on. */
function damagedAsNone(error: unknown): null {
  if (error instanceof ReadroomError && error.code === 'report/unreadable') return null;
  throw error;
}
