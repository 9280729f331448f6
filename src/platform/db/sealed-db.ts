import Dexie, { type Table } from 'dexie';

/** A row whose content only the key of `key` opens. */
export interface SealedRow {
  /** `RecordCipher.keyId` of the key that sealed it. */
  readonly key: string;
  readonly sealed: Uint8Array;
}

/** `touched` grows with every save in this browser: the order of reports, since clocks may jump. */
export interface SealedReportRow extends SealedRow {
  readonly id: string;
  readonly revision: number;
  readonly touched: number;
}

export interface SealedSettingRow extends SealedRow {
  readonly name: string;
}

export interface SealedAuditRow extends SealedRow {
  readonly chain: string;
  readonly number: number;
}

/** Text that a closing page could not save in the ordinary way any more. */
export interface SealedJournalRow extends SealedRow {
  readonly id: string;
}

/** The few things that are stored as they are: what is needed before the key is there, and counters. */
export interface PlainMetaRow {
  readonly name: 'last-opened' | 'touched' | 'theme' | 'audit-head' | 'rewrite';
  readonly value: unknown;
}

/** How the key is kept, and how often somebody guessed. Parsed on reading (platform/vault). */
export interface VaultRow {
  readonly name: 'key' | 'tries';
  readonly value: unknown;
}

/**
 * Everything of this browser that could hold words about a patient, sealed. Readable without the key: ids, revisions,
 * order, sizes, and the rows of `meta` and `vault` (docs/adr/0014-data-at-rest.md).
 * IMPORTANT: a change of `stores` needs a new version and a migration.
 */
export class SealedDb extends Dexie {
  declare readonly reports: Table<SealedReportRow, string>;
  declare readonly settings: Table<SealedSettingRow, string>;
  declare readonly journal: Table<SealedJournalRow, string>;
  declare readonly audit: Table<SealedAuditRow, [string, number]>;
  declare readonly meta: Table<PlainMetaRow, string>;
  declare readonly vault: Table<VaultRow, string>;

  constructor(name = 'readroom-sealed') {
    // Chrome reports a relaxed transaction as complete before it is on disk; "Saved" must mean saved.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      reports: 'id, touched',
      settings: 'name',
      journal: 'id',
      audit: '[chain+number]',
      meta: 'name',
      vault: 'name',
    });
  }
}
