import { liveQuery } from 'dexie';
import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { ReportSchema, type Report } from '../../domain/report/report.ts';
import { matchesQuery, reportTitle } from '../../domain/report/search.ts';
import type { JournalRow, ReadroomDb, ReportRow } from './readroom-db.ts';
import type { ReportRepository } from './report-repository-port.ts';
import { storageError } from './storage-error.ts';

/** Longest excerpt a list shows. */
const EXCERPT_CHARACTERS = 160;
/** A list longer than this is searched, not scrolled. */
const LIST_LIMIT = 500;
const LAST_OPENED = 'last-opened';

export function createReportRepository(db: ReadroomDb, createId: () => string): ReportRepository {
  return {
    async save(report) {
      try {
        return await db.transaction('rw', db.reports, db.journal, async () => {
          const stored = await db.reports.get(report.id);
          if (stored !== undefined && stored.revision !== report.revision) {
            // A save whose answer was lost, or the journal's, may be there already.
            if (!sameContent(stored, report)) throw new ReadroomError('report/changed-elsewhere');
            await db.journal.delete(report.id);
            return { ...report, revision: stored.revision };
          }
          if (stored === undefined && report.revision > 0)
            throw new ReadroomError('report/deleted-elsewhere');
          return put(db, { ...report, revision: report.revision + 1 });
        });
      } catch (error) {
        throw storageError(error, 'report/not-saved');
      }
    },

    async get(id) {
      const row = await read(() => db.reports.get(id));
      if (row === undefined) return null;
      const parsed = v.safeParse(ReportSchema, withoutOrder(row));
      if (!parsed.success) throw new ReadroomError('report/unreadable');
      return parsed.output;
    },

    async list(query) {
      const rows = await read(() => db.reports.orderBy('touched').reverse().toArray());
      return rows
        .filter((row) => v.is(ReportSchema, withoutOrder(row)) && matchesQuery(row, query))
        .slice(0, LIST_LIMIT)
        .map((row) => ({
          id: row.id,
          title: reportTitle(row),
          excerpt: row.impression.trim() === '' ? '' : row.findings.trim().slice(0, EXCERPT_CHARACTERS),
          updatedAt: row.updatedAt,
          author: row.author,
        }));
    },

    async changedSince(mark) {
      return read(() =>
        db.transaction('r', db.reports, async () => {
          const newest = (await db.reports.orderBy('touched').last())?.touched ?? 0;
          // The numbers of removed reports are given again: a mark may be of one that is gone, or of another by now.
          const from = newest < mark ? 0 : mark;
          const rows = await db.reports.where('touched').aboveOrEqual(from).sortBy('touched');
          return {
            reports: rows.map(withoutOrder).filter((report) => v.is(ReportSchema, report)),
            ids: new Set(await db.reports.toCollection().primaryKeys()),
            mark: newest,
          };
        }),
      );
    },

    async remove(id) {
      try {
        return await db.transaction('rw', db.reports, db.journal, async () => {
          const row = await db.reports.get(id);
          await db.reports.delete(id);
          await db.journal.delete(id);
          return row === undefined ? null : withoutOrder(row);
        });
      } catch (error) {
        throw storageError(error, 'report/not-saved');
      }
    },

    async restore(report) {
      try {
        await db.transaction('rw', db.reports, db.journal, () => put(db, report));
      } catch (error) {
        throw storageError(error, 'report/not-saved');
      }
    },

    async lastOpened() {
      const row = await read(() => db.settings.get(LAST_OPENED));
      return typeof row?.value === 'string' ? row.value : null;
    },

    async setLastOpened(id) {
      await read(() => db.settings.put({ key: LAST_OPENED, value: id }));
    },

    writeJournal(report, saving) {
      // IMPORTANT: all in one turn, by the raw API: a closing page runs no further callback, and Chrome aborts
      // its open transactions unless commit() has been called.
      const native = db.backendDB() as IDBDatabase | null;
      if (native === null) return;
      const transaction = native.transaction(['journal'], 'readwrite', { durability: 'strict' });
      transaction.objectStore('journal').put({ id: report.id, report, saving });
      transaction.commit();
    },

    async recoverJournal() {
      await read(() =>
        db.transaction('rw', db.reports, db.journal, async () => {
          for (const row of await db.journal.toArray()) {
            const parsed = v.safeParse(ReportSchema, row.report);
            if (parsed.success) await recover(db, { ...row, report: parsed.output }, createId);
          }
          await db.journal.clear();
        }),
      );
    },

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

async function put(db: ReadroomDb, report: Report): Promise<Report> {
  const last = await db.reports.orderBy('touched').last();
  await db.reports.put({ ...report, touched: (last?.touched ?? 0) + 1 });
  await db.journal.delete(report.id);
  return report;
}

async function recover(
  db: ReadroomDb,
  { report, saving }: JournalRow,
  createId: () => string,
): Promise<void> {
  const stored = await db.reports.get(report.id);
  if (stored !== undefined && sameContent(stored, report)) return;
  const unchanged =
    stored === undefined
      ? report.revision === 0
      : stored.revision === report.revision || isOutcomeOf(saving ?? null, stored);
  await put(
    db,
    unchanged
      ? { ...report, revision: (stored?.revision ?? 0) + 1 }
      : { ...report, id: createId(), revision: 1 },
  );
}

/** Did the save that the closing page could not await store this very row? */
function isOutcomeOf(saving: Report | null, stored: Report): boolean {
  return saving !== null && stored.revision === saving.revision + 1 && sameContent(stored, saving);
}

function sameContent(a: Report, b: Report): boolean {
  return a.findings === b.findings && a.impression === b.impression && a.author === b.author;
}

function withoutOrder(row: ReportRow): Report {
  const { id, findings, findingsRevision, impression, author, provenance, createdAt, updatedAt, revision } =
    row;
  return { id, findings, findingsRevision, impression, author, provenance, createdAt, updatedAt, revision };
}

async function read<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, 'report/database-unavailable');
  }
}
