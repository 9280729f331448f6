import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportAudit, parseAuditExport } from '../../domain/audit/audit-export.ts';
import { unwrap } from '../../domain/result.ts';
import { adoptCipher, createTestCipher } from '../../testing/vault/test-cipher.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { createAuditLog, type AuditLog } from './audit-repository.ts';
import { SealedDb } from './sealed-db.ts';

let db: SealedDb;
let cipher: RecordCipher;
let audit: AuditLog;
let names = 0;

const hash = (text: string): Promise<string> =>
  Promise.resolve(createHash('sha256').update(text, 'utf8').digest('hex'));
const open = (): AuditLog =>
  createAuditLog({ db, cipher, hash, now: () => 1_000, createId: () => crypto.randomUUID() });
const lock = { kind: 'locked', why: 'asked' } as const;

beforeEach(async () => {
  db = new SealedDb(`audit-${names++}`);
  cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  audit = open();
});

afterEach(() => db.delete());

describe('the stored audit log', () => {
  it('is one whole chain when two tabs write it at once', async () => {
    const other = open();
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? audit : other).append(lock)));
    expect(await open().verify()).toMatchObject({ intact: true, entries: 20 });
  });

  it('shows an entry that was deleted, also the last one, and one that was put in another’s place', async () => {
    for (let entry = 0; entry < 5; entry++) await audit.append(lock);
    const rows = await db.audit.toArray();
    const last = rows.at(-1)!;
    await db.audit.delete([last.chain, last.number]);
    expect(await open().verify()).toMatchObject({ intact: false, fault: 'truncated', number: 5 });
    await db.audit.put(last);
    await db.audit.put({ ...rows[1]!, number: 3 });
    expect(await open().verify()).toMatchObject({ intact: false, fault: 'unreadable', number: 3 });
    await db.audit.delete([last.chain, 3]);
    expect(await open().verify()).toMatchObject({ intact: false, fault: 'out-of-order', number: 3 });
  });

  it('writes nothing behind an entry that cannot be read', async () => {
    const { chain } = await audit.append(lock);
    await db.audit.put({ chain, number: 1, key: cipher.keyId, sealed: new Uint8Array(60) });
    await expect(open().append(lock)).rejects.toMatchObject({ code: 'audit/damaged' });
  });

  it('goes on after a write that failed', async () => {
    await audit.append(lock);
    await db.vault.put({ name: 'key', value: { keyId: 'another' } });
    await expect(audit.append(lock)).rejects.toMatchObject({ code: 'vault/locked' });
    await adoptCipher(db, cipher);
    await audit.append(lock);
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 2 });
  });

  it('exported and kept elsewhere shows that a whole older log was put back', async () => {
    await audit.append(lock);
    const [older, head] = [await db.audit.toArray(), await db.meta.get('audit-head')];
    for (let entry = 0; entry < 3; entry++) await audit.append(lock);
    const bytes = new TextEncoder().encode(
      JSON.stringify(exportAudit(await audit.entries(), await audit.verify())),
    );
    const { anchor } = unwrap(parseAuditExport(bytes));
    expect(await audit.verify(anchor)).toMatchObject({ intact: true, entries: 4 });
    await db.audit.clear();
    await db.audit.bulkPut(older);
    await db.meta.put(head!);
    // By itself it is whole; the anchor knows better.
    expect(await open().verify()).toMatchObject({ intact: true, entries: 1 });
    expect(await open().verify(anchor)).toMatchObject({ intact: false, fault: 'truncated' });
  });

  it('takes the export of nobody else for its own', () => {
    for (const text of ['', '{}', '[1]', '{"format":"readroom-audit-log","version":1}'])
      expect(parseAuditExport(new TextEncoder().encode(text)).ok).toBe(false);
  });
});
