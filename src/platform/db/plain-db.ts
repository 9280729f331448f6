import Dexie, { type Table } from 'dexie';
import type { Report } from '../../domain/report/report.ts';

/** A report as it was stored before there was encryption. */
export interface PlainReportRow extends Report {
  readonly touched: number;
}

export const PLAIN_DATABASE = 'readroom';

/** Reports as they were stored before there was encryption: only ever read, and deleted. */
export class PlainDb extends Dexie {
  declare readonly reports: Table<PlainReportRow, string>;
  declare readonly settings: Table<{ readonly key: string; readonly value: unknown }, string>;
  declare readonly journal: Table<
    { readonly id: string; readonly report: unknown; readonly saving?: unknown },
    string
  >;

  constructor(name: string = PLAIN_DATABASE) {
    super(name, { chromeTransactionDurability: 'strict' });
    const stores = { reports: 'id, touched', settings: 'key', journal: 'id' };
    this.version(1).stores(stores);
    // A newer version makes tabs of the old build let go of the database, and refuses them when they come back.
    this.version(2).stores(stores);
  }
}
