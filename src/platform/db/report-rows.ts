import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ReportSchema, type Report } from '../../domain/report/report.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { requireCurrentKey } from '../vault/vault-record.ts';
import type { SealedDb, SealedReportRow } from './sealed-db.ts';
import { storageError } from './storage-error.ts';

const place = (id: string) => ({ table: 'reports', id }) as const;

/** A report ready to be stored: sealing takes a promise that no transaction waits for. */
export type ReadyReport = Omit<SealedReportRow, 'touched'>;

export async function sealReport(cipher: RecordCipher, report: Report): Promise<ReadyReport> {
  const sealed = await cipher.seal(place(report.id), report);
  return { id: report.id, revision: report.revision, key: cipher.keyId, sealed };
}

/**
 * IMPORTANT: id and revision of a row are readable and no part of what is sealed; they must agree with the sealed ones, or
 * whoever can write the profile could pass an old report off as the new one's next.
 * @throws ReadroomError `report/unreadable`
 */
export async function openReport(
  cipher: RecordCipher,
  row: Omit<SealedReportRow, 'touched'>,
): Promise<Report> {
  let value: unknown;
  try {
    value = await cipher.open(place(row.id), row.sealed);
  } catch {
    throw new ReadroomError('report/unreadable');
  }
  const parsed = v.safeParse(ReportSchema, value);
  if (!parsed.success || parsed.output.id !== row.id || parsed.output.revision !== row.revision)
    throw new ReadroomError('report/unreadable');
  return parsed.output;
}

/** Stores a row as the last one touched; inside a transaction of `reports`, `meta`, `vault` that writes. */
export async function putReport(db: SealedDb, cipher: RecordCipher, row: ReadyReport): Promise<void> {
  await requireCurrentKey(db, cipher.keyId);
  const counter = await db.meta.get('touched');
  const touched = (typeof counter?.value === 'number' ? counter.value : 0) + 1;
  // Counted beside the rows: a number that a deleted row had is never given again.
  await db.meta.put({ name: 'touched', value: touched });
  await db.reports.put({ ...row, touched });
}

/** @throws ReadroomError `report/database-unavailable`, `store/quota-exceeded`, and what the operation throws */
export async function reading<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, 'report/database-unavailable');
  }
}

/** @throws ReadroomError `report/not-saved`, `store/quota-exceeded`, and what the operation throws */
export async function writing<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, 'report/not-saved');
  }
}
