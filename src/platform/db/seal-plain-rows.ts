import Dexie from 'dexie';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { PLAIN_DATABASE, PlainDb } from './plain-db.ts';
import { putReport, reading, writing } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';
import { SETTINGS_NAME } from './settings-repository.ts';

/**
 * Takes over what a Readroom without encryption stored, and removes it. Each row is sealed and on disk before the plain
 * one goes, and one that is there already is not sealed twice: broken off anywhere, it goes on at the next start.
 * @param beforeDeleting called when there is something plain, before the first row goes
 */
export async function sealPlainRows(
  db: SealedDb,
  cipher: RecordCipher,
  beforeDeleting: () => Promise<void>,
  name: string = PLAIN_DATABASE,
): Promise<void> {
  if (!(await reading(() => Dexie.exists(name)))) return;
  await beforeDeleting();
  const plain = new PlainDb(name);
  try {
    await sealReports(db, cipher, plain);
    await sealJournal(db, cipher, plain);
    await sealSettings(db, cipher, plain);
  } finally {
    plain.close();
  }
  // IMPORTANT: only here, after every row has gone one by one: a row that could not be sealed keeps its database.
  await reading(() => Dexie.delete(name));
}

async function sealReports(db: SealedDb, cipher: RecordCipher, plain: PlainDb): Promise<void> {
  for (const id of await reading(() => plain.reports.orderBy('touched').primaryKeys())) {
    const row = await reading(() => plain.reports.get(id));
    if (row === undefined) continue;
    const { touched, ...report } = row;
    // As it is, also when it is damaged: it stays what it was, and readable for nobody else.
    const sealed = await cipher.seal({ table: 'reports', id }, report);
    const revision = Number.isSafeInteger(report.revision) ? report.revision : 0;
    await writing(() =>
      db.transaction('rw', [db.reports, db.meta, db.vault], async () => {
        if ((await db.reports.get(id)) === undefined)
          await putReport(db, cipher, { id, revision, key: cipher.keyId, sealed });
      }),
    );
    await writing(() =>
      plain.transaction('rw', plain.reports, async () => {
        // Saved once more by a tab of the old build: looked at again, with its new place in the order.
        if ((await plain.reports.get(id))?.touched === touched) await plain.reports.delete(id);
      }),
    );
  }
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
