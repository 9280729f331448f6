import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../clock/manual-clock.ts';
import { createArgon2Stretching } from '../crypto/argon2-stretching.ts';
import { closeEnvelope } from '../crypto/key-envelope.ts';
import { LEAST_STRETCH, type KeyStretching } from '../crypto/key-stretching.ts';
import { SealedDb } from '../db/sealed-db.ts';
import { quickStretching } from '../../testing/vault/test-cipher.ts';
import { createVault } from './create-vault.ts';
import type { Vault } from './vault-port.ts';
import { parseKeyRecord } from './vault-record.ts';

const RIGHT = 'four unrelated words here';
const OTHER = 'another sentence of words';
const PLACE = { table: 'reports', id: 'a' } as const;

let db: SealedDb;
let clock: ManualClock;
let vault: Vault;
let names = 0;

const open = (stretching = quickStretching): Vault => {
  let next = 0;
  return createVault({
    ...{ db, clock, stretching },
    createId: () => `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`,
  });
};

beforeEach(() => {
  db = new SealedDb(`vault-${names++}`);
  clock = createManualClock(1_000_000);
  vault = open();
});

afterEach(() => db.delete());

describe('a demo', () => {
  it('opens with the same key every time, which the page cannot read out', async () => {
    const first = await vault.openDemo();
    const sealed = await first.cipher.seal(PLACE, { findings: 'x' });
    const again = await open().openDemo();
    expect(await again.cipher.open(PLACE, sealed)).toEqual({ findings: 'x' });
    const record = parseKeyRecord((await db.vault.get('key'))?.value);
    if (record.protection !== 'demo') throw new Error('no demo');
    expect(record.root.extractable).toBe(false);
    expect(await vault.protection()).toBe('demo');
  });

  it('gives two tabs that open at once one key', async () => {
    const [a, b] = await Promise.all([vault.openDemo(), open().openDemo()]);
    expect(a.cipher.keyId).toBe(b.cipher.keyId);
  });

  it('is not begun over rows whose key is gone', async () => {
    await vault.openDemo();
    await db.reports.put({ id: 'a', revision: 1, touched: 1, key: 'x', sealed: new Uint8Array(40) });
    await db.vault.delete('key');
    await expect(open().openDemo()).rejects.toMatchObject({ code: 'vault/damaged' });
    expect(await db.vault.get('key')).toBeUndefined();
  });

  it('goes with what an open page writes after somebody cleared the site’s data', async () => {
    const { cipher } = await vault.openDemo();
    db.close();
    await new SealedDb(db.name).delete();
    await db.open();
    const sealed = await cipher.seal(PLACE, { findings: 'x' });
    await db.reports.put({ id: 'a', revision: 1, touched: 1, key: cipher.keyId, sealed });
    const again = await open().openDemo();
    expect(await again.cipher.open(PLACE, sealed)).toEqual({ findings: 'x' });
  });

  it('that gets a passphrase has another key, and keeps the old one only until it is forgotten', async () => {
    const demo = await vault.openDemo();
    const old = await demo.cipher.seal(PLACE, 1);
    await vault.setPassphrase(RIGHT);
    await expect(vault.openDemo()).rejects.toMatchObject({ code: 'vault/locked' });
    const opened = await vault.unlock(RIGHT);
    await expect(opened.cipher.open(PLACE, old)).rejects.toMatchObject({ code: 'vault/unreadable-record' });
    expect(await opened.former?.open(PLACE, old)).toBe(1);
    await vault.forgetFormer();
    expect((await vault.unlock(RIGHT)).former).toBeNull();
  });
});

describe('a passphrase', () => {
  beforeEach(async () => {
    await vault.openDemo();
    await vault.setPassphrase(RIGHT);
  });

  it('opens what it sealed, typed with composed or decomposed accents', async () => {
    await vault.changePassphrase(RIGHT, 'déjà vu of many words');
    const sealed = await (
      await vault.unlock('déjà vu of many words'.normalize('NFD'))
    ).cipher.seal(PLACE, 'x');
    expect(await (await vault.unlock('déjà vu of many words')).cipher.open(PLACE, sealed)).toBe('x');
  });

  it('that is wrong opens nothing, and is counted across reloads and pages that were killed', async () => {
    for (let tries = 0; tries < 3; tries++)
      await expect(open().unlock('wrong')).rejects.toMatchObject({ code: 'vault/wrong-passphrase' });
    // The fourth has to wait, also the right one.
    await expect(open().unlock(RIGHT)).rejects.toMatchObject({ code: 'vault/too-many-tries', detail: '1 s' });
    await clock.advance(1_000);
    await expect(open().unlock('wrong')).rejects.toMatchObject({ code: 'vault/wrong-passphrase' });
    expect(await vault.waitBefore()).toBe(2_000);
    await clock.advance(2_000);
    expect((await vault.unlock(RIGHT)).failedTries).toBe(4);
    expect((await vault.unlock(RIGHT)).failedTries).toBe(0);
  });

  it('is counted also when the page dies while it is tried', async () => {
    const dies: KeyStretching = { stretch: () => new Promise(() => undefined) };
    for (let tries = 0; tries < 3; tries++) void open(dies).unlock(RIGHT);
    await expect.poll(async () => (await db.vault.get('tries'))?.value).toMatchObject({ failed: 3 });
    expect(await vault.waitBefore()).toBe(1_000);
  });

  it('that is wrong is counted and slowed down alike whether it was to unlock or to be changed', async () => {
    const wrong = { code: 'vault/wrong-passphrase' };
    await expect(vault.changePassphrase('wrong', OTHER)).rejects.toMatchObject(wrong);
    await expect(vault.unlock('wrong')).rejects.toMatchObject(wrong);
    await expect(open().changePassphrase('wrong', OTHER)).rejects.toMatchObject(wrong);
    const waits = { code: 'vault/too-many-tries', detail: '1 s' };
    await expect(vault.changePassphrase(RIGHT, OTHER)).rejects.toMatchObject(waits);
    await expect(vault.unlock(RIGHT)).rejects.toMatchObject(waits);
    await clock.advance(1_000);
    await expect(vault.changePassphrase('wrong', OTHER)).rejects.toMatchObject(wrong);
    expect(await vault.waitBefore()).toBe(2_000);
    await clock.advance(2_000);
    await vault.changePassphrase(RIGHT, OTHER);
    expect(await vault.waitBefore()).toBe(0);
  });

  it('that is changed wraps the same key anew and leaves every row alone', async () => {
    const before = await vault.unlock(RIGHT);
    const sealed = await before.cipher.seal(PLACE, 'x');
    await vault.changePassphrase(RIGHT, OTHER);
    await expect(vault.unlock(RIGHT)).rejects.toMatchObject({ code: 'vault/wrong-passphrase' });
    const after = await vault.unlock(OTHER);
    expect(after.cipher.keyId).toBe(before.cipher.keyId);
    expect(await after.cipher.open(PLACE, sealed)).toBe('x');
    // The files of the browser still hold what the old one opens.
    expect((await db.meta.get('rewrite'))?.value).toBe(true);
  });

  it('is refused when it is easy to guess', async () => {
    for (const weak of ['short', 'aaaaaaaaaaaaaaaaaaaaaa', 'x'.repeat(2_000)])
      await expect(vault.changePassphrase(RIGHT, weak)).rejects.toMatchObject({
        code: 'vault/weak-passphrase',
      });
  });

  it('is wrapped with today’s parameters at the next unlock when it was wrapped with weaker ones', async () => {
    const record = parseKeyRecord((await db.vault.get('key'))?.value);
    const secret = new Uint8Array(32).fill(7);
    const envelope = await closeEnvelope(secret, RIGHT, 'vault', quickStretching, LEAST_STRETCH);
    await db.vault.put({ name: 'key', value: { ...record, envelope } });
    const first = await vault.unlock(RIGHT);
    expect(first.strengthened).toBe(true);
    const second = await vault.unlock(RIGHT);
    expect(second.strengthened).toBe(false);
    expect(await second.cipher.open(PLACE, await first.cipher.seal(PLACE, 1))).toBe(1);
  });

  it('cannot be asked for with parameters that protect nothing or that exhaust the computer', async () => {
    const record = parseKeyRecord((await db.vault.get('key'))?.value);
    if (record.protection !== 'passphrase') throw new Error('no passphrase');
    for (const change of [
      { memoryKiB: 8 },
      { memoryKiB: 64 * 1024 * 1024 },
      { iterations: 1 },
      { salt: 'x' },
    ]) {
      await db.vault.put({ name: 'key', value: { ...record, envelope: { ...record.envelope, ...change } } });
      await expect(vault.unlock(RIGHT)).rejects.toMatchObject({ code: 'vault/damaged' });
    }
  });

  it('record of a newer build is told from a damaged one', async () => {
    await db.vault.put({ name: 'key', value: { version: 2 } });
    await expect(vault.protection()).rejects.toMatchObject({ code: 'vault/newer-version' });
  });
});

it('Argon2id gives what the reference implementation (argon2-cffi) gives, for the least parameters that are allowed', async () => {
  const key = await createArgon2Stretching().stretch(new TextEncoder().encode('password'), {
    ...LEAST_STRETCH,
    salt: new TextEncoder().encode('somesaltsomesalt'),
  });
  expect(Buffer.from(key).toString('hex')).toBe(
    '2b5dc4054886ec957ef59c73b661c54dd6fb274590b278f657c6d96aac8fa6d1',
  );
});
