import Dexie from 'dexie';
import { sameContent, type Report } from '../../domain/report/report.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { PLAIN_DATABASE, PlainDb } from './plain-db.ts';
import { openReport, putReport, reading, sealReport, writing, type ReadyReport } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';
import { SETTINGS_NAME } from './settings-repository.ts';

interface TakeOver {
  readonly db: SealedDb;
  readonly cipher: RecordCipher;
  readonly createId: () => string;
  /** Called when there is something plain, before the first row goes. */
  readonly beforeDeleting: () => Promise<void>;
  readonly name?: string;
}

/**
 * Takes over what a Readroom without encryption stored, and removes it. Each row is sealed and on disk before the plain
 * one goes, and one that is there already is not sealed twice: broken off anywhere, it goes on at the next start.
 */
export async function sealPlainRows(ports: TakeOver): Promise<void> {
  const { db, cipher, beforeDeleting, name = PLAIN_DATABASE } = ports;
  if (!(await reading(() => Dexie.exists(name)))) return;
  await beforeDeleting();
  const plain = new PlainDb(name);
  let left = 0;
  try {
    await sealReports(ports, plain);
    await sealJournal(db, cipher, plain);
    await sealSettings(db, cipher, plain);
    left = await reading(async () => (await plain.reports.count()) + (await plain.journal.count()));
  } finally {
    plain.close();
  }
  // IMPORTANT: only when every row has gone one by one: what a tab of the old build wrote meanwhile is taken next time.
  if (left === 0) await reading(() => Dexie.delete(name));
}

async function sealReports({ db, cipher, createId }: TakeOver, plain: PlainDb): Promise<void> {
  for (const id of await reading(() => plain.reports.orderBy('touched').primaryKeys())) {
    const row = await reading(() => plain.reports.get(id));
    if (row === undefined) continue;
    const { touched, ...report } = row;
    const ready = await sealedRow(db, cipher, report, createId);
    await writing(() =>
      db.transaction('rw', [db.reports, db.meta, db.vault], async () => {
        if (ready !== null && (await db.reports.get(ready.id)) === undefined)
          await putReport(db, cipher, ready);
      }),
    );
    await writing(() =>
      plain.transaction('rw', plain.reports, async () => {
        if ((await plain.reports.get(id))?.touched === touched) await plain.reports.delete(id);
      }),
    );
  }
}

/** As it is, also when it is damaged: it stays what it was, and readable for nobody else. Null when it is there already. */
async function sealedRow(
  db: SealedDb,
  cipher: RecordCipher,
  report: Report,
  createId: () => string,
): Promise<ReadyReport | null> {
  const there = await reading(() => db.reports.get(report.id));
  if (there === undefined) {
    const sealed = await cipher.seal({ table: 'reports', id: report.id }, report);
    const revision = Number.isSafeInteger(report.revision) ? report.revision : 0;
    return { id: report.id, revision, key: cipher.keyId, sealed };
  }
  const known = await openReport(cipher, there).catch(() => null);
  if (known !== null && sameContent(known, report)) return null;
  // A tab of the old build has gone on with it, or what is there is damaged: nobody's words are dropped.
  return sealReport(cipher, { ...report, id: createId(), revision: 1 });
}

async function sealJournal(db: SealedDb, cipher: RecordCipher, plain: PlainDb): Promise<void> {
  for (const { id, report, saving } of await reading(() => plain.journal.toArray())) {
    const sealed = cipher.sealJournal(id, { report, saving: saving ?? null });
    await writing(() => db.journal.put({ id, key: cipher.keyId, sealed }));
    await writing(() => plain.journal.delete(id));
  }
}

async function sealSettings(db: SealedDb, cipher: RecordCipher, plain: PlainDb): Promise<void> {
  const opened = await reading(() => plain.settings.get('last-opened'));
  if (opened !== undefined) {
    const known = await reading(() => db.meta.get('last-opened'));
    if (known === undefined) await writing(() => db.meta.put({ name: 'last-opened', value: opened.value }));
  }
  const settings = await reading(() => plain.settings.get('settings'));
  if (settings !== undefined && (await reading(() => db.settings.get(SETTINGS_NAME))) === undefined) {
    const sealed = await cipher.seal({ table: 'settings', id: SETTINGS_NAME }, settings.value);
    await writing(() => db.settings.put({ name: SETTINGS_NAME, key: cipher.keyId, sealed }));
  }
  await writing(() => plain.settings.clear());
}
