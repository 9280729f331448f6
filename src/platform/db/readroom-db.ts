import Dexie, { type Table } from 'dexie';
import type { Report } from '../../domain/report/report.ts';

/** `touched` grows with every save in this browser and is never given twice: the order of reports, since clocks may jump. */
export interface ReportRow extends Report {
  readonly touched: number;
}

export interface SettingRow {
  readonly key: string;
  readonly value: unknown;
}

/** Text that a closing page could not save in the ordinary way any more. */
export interface JournalRow {
  readonly id: string;
  readonly report: Report;
  /** What the same page was saving at that moment: finding it stored is no change by somebody else. */
  readonly saving?: Report | null;
}

/** Reports and settings of this browser. IMPORTANT: a change of `stores` needs a new version and a migration. */
export class ReadroomDb extends Dexie {
  declare readonly reports: Table<ReportRow, string>;
  declare readonly settings: Table<SettingRow, string>;
  declare readonly journal: Table<JournalRow, string>;

  constructor(name = 'readroom') {
    // Chrome reports a relaxed transaction as complete before it is on disk; "Saved" must mean saved.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ reports: 'id, touched', settings: 'key', journal: 'id' });
  }
}
