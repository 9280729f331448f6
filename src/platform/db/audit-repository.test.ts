import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anchorOf, emptyAnchor, nextEntry, type AuditEntry } from '../../domain/audit/audit-chain.ts';
import { parseAuditExport, type AuditExport } from '../../domain/audit/audit-export.ts';
import { unwrap } from '../../domain/result.ts';
import { adoptCipher, createTestCipher } from '../../testing/vault/test-cipher.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { createAuditLog, type AuditLog } from './audit-repository.ts';
import { SealedDb, type SealedAuditRow } from './sealed-db.ts';

let db: SealedDb;
let cipher: RecordCipher;
let audit: AuditLog;
let names = 0;

const hash = (text: string): Promise<string> =>
  Promise.resolve(createHash('sha256').update(text, 'utf8').digest('hex'));
const open = (): AuditLog =>
  createAuditLog({ db, cipher, hash, now: () => 1_000, createId: () => crypto.randomUUID() });
const NOISE = new Uint8Array(60);
const keyOf = ({ chain, number }: SealedAuditRow): [string, number] => [chain, number];
const lock = { kind: 'locked', why: 'asked' } as const;

beforeEach(async () => {
  db = new SealedDb(`audit-${names++}`);
  cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  audit = open();
});

afterEach(() => db.delete());

describe('the stored audit log', () => {
  it('is one whole chain when two tabs write it at once, from its first entry on', async () => {
    const other = open();
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? audit : other).append(lock)));
    expect((await open().verify()).own).toMatchObject({ intact: true, entries: 20 });
  });

  it('shows an entry that was deleted, also the last one, and one that was put in another’s place', async () => {
    for (let entry = 0; entry < 5; entry++) await audit.append(lock);
    const rows = await db.audit.toArray();
    const last = rows.at(-1)!;
    await db.audit.delete([last.chain, last.number]);
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'truncated', number: 5 });
    await db.audit.put(last);
    await db.audit.put({ ...rows[1]!, number: 3 });
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'unreadable', number: 3 });
    await db.audit.delete([last.chain, 3]);
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'out-of-order', number: 3 });
  });

  it('shows that its end was cut off also when it has gone on since', async () => {
    for (let entry = 0; entry < 5; entry++) await audit.append(lock);
    const { chain } = (await db.audit.toCollection().first())!;
    await db.audit.bulkDelete([
      [chain, 4],
      [chain, 5],
    ]);
    await open().append(lock);
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'out-of-order', number: 4 });
  });

  it('shows that its sealed end was removed, altered or put back, and does not begin anew', async () => {
    await audit.append(lock);
    const older = (await db.meta.get('audit-head'))!;
    for (let entry = 0; entry < 2; entry++) await audit.append(lock);
    for (const value of [older.value, { sealed: new Uint8Array(60) }, 'x']) {
      await db.meta.put({ name: 'audit-head', value });
      expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'end-altered' });
      await expect(open().append(lock)).rejects.toMatchObject({ code: 'audit/damaged' });
    }
    await db.meta.delete('audit-head');
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'end-altered' });
    await expect(open().append(lock)).rejects.toMatchObject({ code: 'audit/damaged' });
  });

  it('goes on behind an entry that cannot be read, which stays to be seen', async () => {
    const { chain } = await audit.append(lock);
    await db.audit.put({ chain, number: 1, key: cipher.keyId, sealed: new Uint8Array(60) });
    expect((await open().append(lock)).number).toBe(2);
    expect((await open().verify()).own).toMatchObject({ intact: false, fault: 'unreadable', number: 1 });
  });

  it('goes on after a write that failed', async () => {
    await audit.append(lock);
    await db.vault.put({ name: 'key', value: { keyId: 'another' } });
    await expect(audit.append(lock)).rejects.toMatchObject({ code: 'vault/locked' });
    await adoptCipher(db, cipher);
    await audit.append(lock);
    expect((await audit.verify()).own).toMatchObject({ intact: true, entries: 2 });
  });

  it('exported and kept elsewhere shows that a whole older log was put back', async () => {
    await audit.append(lock);
    const [older, head] = [await db.audit.toArray(), await db.meta.get('audit-head')];
    for (let entry = 0; entry < 3; entry++) await audit.append(lock);
    const { anchor } = await exported();
    expect(anchor).toMatchObject({ entries: 4 });
    expect((await audit.verify(anchor)).own).toMatchObject({ intact: true, entries: 4 });
    await db.audit.clear();
    await db.audit.bulkPut(older);
    await db.meta.put(head!);
    // By itself it is whole; the anchor knows better.
    expect((await open().verify()).own).toMatchObject({ intact: true, entries: 1 });
    expect((await open().verify(anchor)).own).toMatchObject({ intact: false, fault: 'truncated' });
  });

  it('keeps the log of a backup beside its own, verifies it, also against an export, and hands it out', async () => {
    await audit.append(lock);
    const theirs = await chainOf(4);
    await audit.addBrought(theirs);
    expect(await audit.verify()).toMatchObject({ own: { entries: 1 }, brought: [{ entries: 4 }] });
    const whole = await exported();
    expect([whole.version, whole.brought]).toEqual([1, theirs]);
    expect(await audit.verifyExport(whole)).toEqual(await audit.verify());
    const anchor = anchorOf(theirs[3]!);
    expect((await audit.verify(anchor)).brought).toMatchObject([{ intact: true }]);
    await db.audit.delete([anchor.chain, 4]);
    expect((await audit.verify(anchor)).brought).toMatchObject([{ intact: false, fault: 'truncated' }]);
    await db.audit.delete([anchor.chain, 2]);
    expect((await audit.verify()).brought).toMatchObject([{ intact: false, number: 2 }]);
  });

  it('takes no entry of its own chain from a backup: a profile that was put back has gone on otherwise', async () => {
    await audit.append(lock);
    const { chain } = (await audit.read()).own[0] as AuditEntry;
    await audit.addBrought((await chainOf(5, chain)).slice(1));
    await audit.append(lock);
    expect((await audit.verify()).own).toMatchObject({ intact: true, entries: 2 });
  });

  it.each<readonly [string, number, string, (rows: SealedAuditRow[]) => Promise<unknown>]>([
    ['an entry that cannot be read', 2, 'unreadable', (rows) => db.audit.put({ ...rows[1]!, sealed: NOISE })],
    ['an entry that was removed', 2, 'out-of-order', (rows) => db.audit.delete(keyOf(rows[1]!))],
    ['an end that was cut off', 4, 'truncated', (rows) => db.audit.delete(keyOf(rows[3]!))],
    ['a lost end', 1, 'end-altered', () => db.meta.delete('audit-head')],
    [
      'nothing but an end that was altered',
      1,
      'end-altered',
      async () => {
        await db.audit.clear();
        await db.meta.put({ name: 'audit-head', value: 'x' });
      },
    ],
  ])(
    'with %s is exported as it is, and names the place; so does whoever verifies the file',
    async (_, number, fault, damage) => {
      for (let entry = 0; entry < 4; entry++) await audit.append(lock);
      await damage(await db.audit.toArray());
      const file = await exported();
      if (file.version !== 2) throw new Error('exported as whole');
      expect(file.damage).toEqual([expect.stringMatching(new RegExp(`^Entry ${number} `))]);
      const verdict = await open().verifyExport(file);
      expect(verdict).toEqual(await open().verify());
      expect(verdict.own).toEqual({ intact: false, fault, number });
      const readable = [...file.entries, ...file.brought.flat()].filter((entry) => entry !== null);
      expect(readable).toHaveLength((await storedEntries()).length);
    },
  );

  it('whose log from a backup is damaged says so in the file and beside the whole one', async () => {
    await audit.append(lock);
    const theirs = await chainOf(3);
    await audit.addBrought(theirs);
    // By itself, what is left would be a shorter log that is whole.
    await db.audit.update([theirs[2]!.chain, 3], { sealed: NOISE });
    const file = await exported();
    expect(file).toMatchObject({
      damage: ['In a log from a backup, entry 3 cannot be read.'],
      brought: [[theirs[0], theirs[1], null]],
    });
    expect(await audit.verifyExport(file)).toMatchObject({
      own: { intact: true, entries: 1 },
      brought: [{ intact: false, fault: 'unreadable', number: 3 }],
    });
  });

  it('finds in an exported file what was done to the file, and takes none that speaks otherwise than its chains', async () => {
    for (let entry = 0; entry < 3; entry++) await audit.append(lock);
    const whole = await exported();
    const [first, second, third] = whole.entries;
    const altered = { ...second!, at: 2_000 };
    const verdict = await audit.verifyExport({ ...whole, entries: [first!, altered, third!] });
    expect(verdict.own).toEqual({ intact: false, fault: 'altered', number: 2 });
    for (const [damage, entries] of [
      [['Entry 2 was altered.'], whole.entries],
      [[], [first, altered, third]],
    ]) {
      const file = { ...whole, version: 2, damage, entries, brought: [] } as AuditExport;
      await expect(audit.verifyExport(file)).rejects.toMatchObject({ code: 'audit/not-an-export' });
    }
  });

  it('is exported without a complaint before anything was written', async () => {
    const file = await exported();
    expect(file).toMatchObject({ damage: [], anchor: null, entries: [], brought: [] });
    expect(await audit.verifyExport(file)).toMatchObject({ own: { intact: true, entries: 0 } });
  });

  it('hands out no stored value that is no entry', async () => {
    const { chain } = await audit.append(lock);
    const sealed = await cipher.seal({ table: 'audit', id: `${chain}/1` }, { words: 'canary' });
    await db.audit.put({ chain, number: 1, key: cipher.keyId, sealed });
    expect(JSON.stringify(await exported())).not.toContain('canary');
  });

  it('takes the export of nobody else for its own', () => {
    for (const text of ['', '{}', '[1]', '{"format":"readroom-audit-log","version":1}'])
      expect(parseAuditExport(new TextEncoder().encode(text)).ok).toBe(false);
  });
});

async function exported(): Promise<AuditExport> {
  const text = JSON.stringify(await audit.export());
  return unwrap(parseAuditExport(new TextEncoder().encode(text)));
}

/** Those that can be read, whichever chain they stand in. */
async function storedEntries(): Promise<unknown[]> {
  const { own, brought } = await audit.read();
  return [...own, ...[...brought.values()].flat()].filter((entry) => entry !== null);
}

/** As another browser wrote it. */
async function chainOf(length: number, chain: string = crypto.randomUUID()): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let number = 0; number < length; number++) {
    const last = entries.at(-1);
    entries.push(await nextEntry(last === undefined ? emptyAnchor(chain) : anchorOf(last), lock, 1, hash));
  }
  return entries;
}
