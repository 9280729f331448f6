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
const LAST_TOUCHED = 'last-touched';

export function createReportRepository(db: ReadroomDb, createId: () => string): ReportRepository {
  return {
    async save(report) {
      try {
        return await db.transaction('rw', db.reports, db.journal, db.settings, async () => {
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

    async newest(most) {
      return read(() =>
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
      );
    },

    async changedSince(mark, limit) {
      const rows = await read(() => db.reports.where('touched').above(mark).limit(limit).toArray());
      return {
        reports: rows.map(withoutOrder).filter((report) => v.is(ReportSchema, report)),
        mark: rows.at(-1)?.touched ?? mark,
        more: rows.length === limit,
      };
    },

    async remove(id) {
      try {
        return await db.transaction('rw', db.reports, db.journal, db.settings, async () => {
          const row = await db.reports.get(id);
          // Of a database older than the counter, the number of a removed report would be given again.
          await db.settings.put({ key: LAST_TOUCHED, value: await lastTouched(db) });
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
        await db.transaction('rw', db.reports, db.journal, db.settings, () => put(db, report));
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
        db.transaction('rw', db.reports, db.journal, db.settings, async () => {
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
  const touched = (await lastTouched(db)) + 1;
  await db.settings.put({ key: LAST_TOUCHED, value: touched });
  await db.reports.put({ ...report, touched });
  await db.journal.delete(report.id);
  return report;
}

/** The highest number that was ever given, also to a report that is gone: whoever has read up to it misses nothing. */
async function lastTouched(db: ReadroomDb): Promise<number> {
  const given = (await db.settings.get(LAST_TOUCHED))?.value;
  const last = await db.reports.orderBy('touched').last();
  return Math.max(typeof given === 'number' ? given : 0, last?.touched ?? 0);
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
