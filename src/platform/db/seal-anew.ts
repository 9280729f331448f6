import type { Table } from 'dexie';
import * as v from 'valibot';
import type { RecordCipher, RecordPlace } from '../crypto/record-cipher.ts';
import { reading, writing } from './report-rows.ts';
import type { SealedDb, SealedRow } from './sealed-db.ts';

/**
 * Seals every row of a former key with the present one, in place, row by row: broken off anywhere, it goes on at the next
 * unlock with those that are left. A row that the former key does not open stays as it is: it is damaged.
 */
export async function sealAnew(db: SealedDb, cipher: RecordCipher, former: RecordCipher): Promise<void> {
  const anew = async (place: RecordPlace, { sealed }: SealedRow): Promise<Uint8Array | null> => {
    const value = await former.open(place, sealed).catch(() => undefined);
    return value === undefined ? null : cipher.seal(place, value);
  };
  await each(db.reports, cipher.keyId, (row) => anew({ table: 'reports', id: row.id }, row));
  await each(db.settings, cipher.keyId, (row) => anew({ table: 'settings', id: row.name }, row));
  await each(db.audit, cipher.keyId, (row) =>
    anew({ table: 'audit', id: `${row.chain}/${row.number}` }, row),
  );
  await each(db.journal, cipher.keyId, async (row) => {
    const value = await former.openJournal(row.id, row.sealed).catch(() => undefined);
    return value === undefined ? null : cipher.sealJournal(row.id, value);
  });
  const head = await reading(() => db.meta.get('audit-head'));
  const parsed = v.safeParse(v.object({ key: v.string(), sealed: v.instance(Uint8Array) }), head?.value);
  if (!parsed.success || parsed.output.key === cipher.keyId) return;
  const sealed = await anew({ table: 'meta', id: 'audit-head' }, parsed.output);
  if (sealed !== null)
    await writing(() => db.meta.put({ name: 'audit-head', value: { key: cipher.keyId, sealed } }));
}

/** One row at a time: the former key's rows are few, from before a passphrase was set. */
async function each<Row extends SealedRow, Key>(
  table: Table<Row, Key>,
  keyId: string,
  seal: (row: Row) => Promise<Uint8Array | null>,
): Promise<void> {
  for (const key of await reading(() => table.toCollection().primaryKeys())) {
    const row = await reading(() => table.get(key));
    if (row === undefined || row.key === keyId) continue;
    const sealed = await seal(row);
    if (sealed === null) continue;
    await writing(() =>
      table.db.transaction('rw', table, async () => {
        // Changed or deleted meanwhile: whoever did that sealed it with the present key.
        const now = await table.get(key);
        if (now?.key === row.key) await table.put({ ...now, key: keyId, sealed });
      }),
    );
  }
}
