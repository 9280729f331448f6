import * as v from 'valibot';
import { ReportSchema, sameContent, type Report } from '../../domain/report/report.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { sameBytes } from '../crypto/same-bytes.ts';
import { openReport, putReport, reading, sealReport } from './report-rows.ts';
import type { SealedDb, SealedJournalRow } from './sealed-db.ts';

/** `saving`: what the same page was saving at that moment; finding it stored is no change by somebody else. */
const EntrySchema = v.object({
  report: ReportSchema,
  saving: v.optional(v.nullable(ReportSchema), null),
});
type Entry = v.InferOutput<typeof EntrySchema>;

/** Another tab may store the report while it is judged: looked at again, this often. */
const MAX_LOOKS = 5;

/** Begins to store in this very turn; see `ReportRepository.writeJournal`. */
export function writeJournal(
  db: SealedDb,
  cipher: RecordCipher,
  report: Report,
  saving: Report | null,
): void {
  // IMPORTANT: all in one turn, by the raw API: a closing page runs no further callback, and Chrome aborts
  // its open transactions unless commit() has been called.
  const native = db.backendDB() as IDBDatabase | null;
  if (native === null) return;
  const sealed = cipher.sealJournal(report.id, { report, saving });
  const transaction = native.transaction(['journal'], 'readwrite', { durability: 'strict' });
  const row: SealedJournalRow = { id: report.id, key: cipher.keyId, sealed };
  transaction.objectStore('journal').put(row);
  transaction.commit();
}

/** Takes over what closing pages left: into its report, or as a copy where that changed meanwhile. */
export async function recoverJournal(
  db: SealedDb,
  cipher: RecordCipher,
  createId: () => string,
): Promise<void> {
  for (const row of await reading(() => db.journal.toArray())) {
    // Of a key that is not this one: only whoever has that may judge it (bring-up-to-date.ts).
    if (row.key !== cipher.keyId) continue;
    const entry = await openEntry(cipher, row);
    for (let looks = 0; looks < MAX_LOOKS; looks++)
      if (await takeOver(db, cipher, row, entry, createId)) break;
  }
}

async function openEntry(cipher: RecordCipher, row: SealedJournalRow): Promise<Entry | null> {
  const value = await cipher.openJournal(row.id, row.sealed).catch(() => null);
  const parsed = v.safeParse(EntrySchema, value);
  return parsed.success ? parsed.output : null;
}

/** False when the report was stored anew meanwhile, so that it has to be judged again. */
async function takeOver(
  db: SealedDb,
  cipher: RecordCipher,
  row: SealedJournalRow,
  entry: Entry | null,
  createId: () => string,
): Promise<boolean> {
  const before = await reading(() => db.reports.get(row.id));
  const stored = before === undefined ? null : await openReport(cipher, before).catch(() => null);
  const next = entry === null ? null : outcomeOf(entry, stored, before?.revision ?? null, createId);
  const ready = next === null ? null : await sealReport(cipher, next);
  return reading(() =>
    db.transaction('rw', [db.reports, db.journal, db.meta, db.vault], async () => {
      if ((await db.reports.get(row.id))?.revision !== before?.revision) return false;
      if (ready !== null) await putReport(db, cipher, ready);
      // A page that closed meanwhile may have left newer words under the same id: those stay for the next look.
      const now = await db.journal.get(row.id);
      if (now !== undefined && sameBytes(now.sealed, row.sealed)) await db.journal.delete(row.id);
      return true;
    }),
  );
}

/** What is to be stored for the words of a closing page; null when they are stored already. */
function outcomeOf(
  { report, saving }: Entry,
  stored: Report | null,
  revision: number | null,
  createId: () => string,
): Report | null {
  if (stored !== null && sameContent(stored, report)) return null;
  const unchanged =
    revision === null
      ? report.revision === 0
      : revision === report.revision || (stored !== null && isOutcomeOf(saving, stored));
  return unchanged
    ? { ...report, revision: (revision ?? 0) + 1 }
    : { ...report, id: createId(), revision: 1 };
}

/** Did the save that the closing page could not await store this very row? */
function isOutcomeOf(saving: Report | null, stored: Report): boolean {
  return saving !== null && stored.revision === saving.revision + 1 && sameContent(stored, saving);
}
