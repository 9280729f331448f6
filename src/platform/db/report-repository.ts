import { liveQuery } from 'dexie';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { sameContent, type Report } from '../../domain/report/report.ts';
import { matcherOf, reportTitle } from '../../domain/report/search.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { recoverJournal, writeJournal } from './journal.ts';
import { createReportCache } from './report-cache.ts';
import type { ReportRepository } from './report-repository-port.ts';
import { openReport, putReport, reading, sealReport, writing } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';

/** Longest excerpt a list shows. */
const EXCERPT_CHARACTERS = 160;
/** A list longer than this is searched, not scrolled. */
const LIST_LIMIT = 500;

/** Reports as sealed rows. Sealing and opening happen outside the transactions, which wait for no other promise. */
export function createReportRepository(
  db: SealedDb,
  cipher: RecordCipher,
  createId: () => string,
): ReportRepository {
  const cache = createReportCache(db, cipher);
  const tables = [db.reports, db.journal, db.meta, db.vault];
  /** Reports of which this page left words in the journal, and came back. */
  const left = new Set<string>();

  const forgetLeft = async (id: string): Promise<void> => {
    if (left.delete(id)) await writing(() => db.journal.delete(id));
  };

  const restoreAll = async (reports: readonly Report[]): Promise<void> => {
    const ready = await Promise.all(reports.map((report) => sealReport(cipher, report)));
    await writing(() =>
      db.transaction('rw', tables, async () => {
        for (const row of ready) {
          // Another tab was quicker, and somebody may have gone on with it.
          if ((await db.reports.get(row.id)) !== undefined) continue;
          await putReport(db, cipher, row);
          await db.journal.delete(row.id);
        }
      }),
    );
  };

  return {
    async save(report) {
      const next = { ...report, revision: report.revision + 1 };
      const ready = await sealReport(cipher, next);
      // IMPORTANT: without the journal. When a page closes, Chrome (156) drops what waits for a transaction that is still
      // open, though commit() was called: the last words would be lost whenever a save is going on.
      const other = await writing(() =>
        db.transaction('rw', [db.reports, db.meta, db.vault], async () => {
          const stored = await db.reports.get(report.id);
          if (stored !== undefined && stored.revision !== report.revision) return stored;
          if (stored === undefined && report.revision > 0)
            throw new ReadroomError('report/deleted-elsewhere');
          await putReport(db, cipher, ready);
          return null;
        }),
      );
      if (other === null) {
        await forgetLeft(report.id);
        return next;
      }
      // A save whose answer was lost, or the journal's, may be there already.
      const theirs = await openReport(cipher, other).catch(() => null);
      if (theirs === null || !sameContent(theirs, report))
        throw new ReadroomError('report/changed-elsewhere');
      await forgetLeft(report.id);
      return { ...report, revision: theirs.revision };
    },

    async get(id) {
      const row = await reading(() => db.reports.get(id));
      return row === undefined ? null : openReport(cipher, row);
    },

    async list(query) {
      const matches = matcherOf(query);
      const found = (await cache.readAll()).filter(({ text }) => matches(text));
      return found.slice(0, LIST_LIMIT).map(({ report }) => ({
        id: report.id,
        title: reportTitle(report),
        excerpt: report.impression.trim() === '' ? '' : report.findings.trim().slice(0, EXCERPT_CHARACTERS),
        updatedAt: report.updatedAt,
        author: report.author,
      }));
    },

    newest: (most) =>
      reading(() =>
        db.transaction('r', db.reports, async () => {
          const oldest = await db.reports
            .orderBy('touched')
            .reverse()
            .offset(most - 1)
            .first();
          const from = oldest?.touched ?? 0;
          const ids = await db.reports.where('touched').aboveOrEqual(from).primaryKeys();
          return { ids: new Set(ids), before: from - 1 };
        }),
      ),

    async changedSince(mark, limit) {
      const rows = await reading(() => db.reports.where('touched').above(mark).limit(limit).toArray());
      const opened = await Promise.all(rows.map((row) => openReport(cipher, row).catch(() => null)));
      return {
        reports: opened.filter((report) => report !== null),
        mark: rows.at(-1)?.touched ?? mark,
        more: rows.length === limit,
      };
    },

    async remove(id) {
      const row = await writing(() =>
        db.transaction('rw', db.reports, db.journal, async () => {
          const stored = await db.reports.get(id);
          await db.reports.delete(id);
          await db.journal.delete(id);
          return stored;
        }),
      );
      // A damaged report can be deleted, too; it cannot be brought back.
      return row === undefined ? null : openReport(cipher, row).catch(() => null);
    },

    restore: (report) => restoreAll([report]),
    restoreAll,
    ids: () => reading(() => db.reports.orderBy('touched').primaryKeys()),

    async lastOpened() {
      const row = await reading(() => db.meta.get('last-opened'));
      return typeof row?.value === 'string' ? row.value : null;
    },

    async setLastOpened(id) {
      await reading(() => db.meta.put({ name: 'last-opened', value: id }));
    },

    writeJournal(report, saving) {
      left.add(report.id);
      writeJournal(db, cipher, report, saving);
    },
    recoverJournal: () => recoverJournal(db, cipher, createId),

    watch(id, onRevision) {
      const subscription = liveQuery(() => db.reports.get(id)).subscribe({
        next: (row) => onRevision(row?.revision ?? null),
      });
      return () => subscription.unsubscribe();
    },

    watchAll(onChange) {
      const subscription = liveQuery(() => db.reports.orderBy('touched').reverse().primaryKeys()).subscribe({
        next: onChange,
      });
      return () => subscription.unsubscribe();
    },
  };
}
