import type { Report } from '../../domain/report/report.ts';
import { searchText } from '../../domain/report/search.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { openReport, reading } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';

/** Rows opened side by side: enough to keep the browser's crypto threads busy. */
const BATCH = 200;

export interface OpenedReport {
  readonly report: Report;
  /** What a search looks at. */
  readonly text: string;
}

/** The opened reports, for lists and searches: on disk there is no word to search in. */
export interface ReportCache {
  /** All that can be opened, the last saved first; only what changed since the last call is opened. */
  readAll(): Promise<readonly OpenedReport[]>;
}

export function createReportCache(db: SealedDb, cipher: RecordCipher): ReportCache {
  // By id: `touched` is given once, so the same number means the same row.
  const opened = new Map<string, { readonly touched: number; readonly found: OpenedReport | null }>();

  const open = async (ids: readonly string[]): Promise<void> => {
    for (let start = 0; start < ids.length; start += BATCH) {
      const rows = await reading(() => db.reports.bulkGet(ids.slice(start, start + BATCH)));
      await Promise.all(
        rows.map(async (row) => {
          if (row === undefined) return;
          const report = await openReport(cipher, row).catch(() => null);
          const found = report === null ? null : { report, text: searchText(report) };
          opened.set(row.id, { touched: row.touched, found });
        }),
      );
    }
  };

  return {
    async readAll() {
      const [ids, order] = await reading(() =>
        db.transaction('r', db.reports, async () => {
          const byTouch = db.reports.orderBy('touched').reverse();
          return [await byTouch.primaryKeys(), (await byTouch.keys()) as number[]] as const;
        }),
      );
      const present = new Set(ids);
      for (const id of opened.keys()) if (!present.has(id)) opened.delete(id);
      await open(ids.filter((id, index) => opened.get(id)?.touched !== order[index]));
      return ids.flatMap((id) => opened.get(id)?.found ?? []);
    },
  };
}
