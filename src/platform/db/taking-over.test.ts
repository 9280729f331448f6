import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReport, type Report } from '../../domain/report/report.ts';
import { DEFAULT_SETTINGS } from '../../domain/settings/settings.ts';
import { adoptCipher, createTestCipher } from '../../testing/vault/test-cipher.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { createReportRepository } from './report-repository.ts';
import { createSettingsRepository } from './settings-repository.ts';
import { sealAnew } from './seal-anew.ts';
import { sealPlainRows } from './seal-plain-rows.ts';
import { SealedDb } from './sealed-db.ts';

let db: SealedDb;
let cipher: RecordCipher;
let names = 0;
let plainName = '';

const nothing = (): Promise<void> => Promise.resolve();

let copies = 200;
const takeOver = (by = cipher, beforeDeleting = nothing): Promise<void> =>
  sealPlainRows({ db, cipher: by, beforeDeleting, createId: () => id(copies++), name: plainName });

const id = (index: number): string => `3f1c2e64-7d1b-4a8e-9c55-${String(index).padStart(12, '0')}`;
const report = (index: number): Report => ({
  ...createReport(id(index), 1_000),
  ...{ findings: `Findings ${index}.`, revision: index + 1 },
});

/** As the build before encryption stored it. */
async function openOldBuild(): Promise<Dexie> {
  const old = new Dexie(plainName);
  old.version(1).stores({ reports: 'id, touched', settings: 'key', journal: 'id' });
  await old.open();
  return old;
}

beforeEach(async () => {
  db = new SealedDb(`taking-over-${names++}`);
  plainName = `plain-${names}`;
  cipher = await createTestCipher();
  await adoptCipher(db, cipher);
});

afterEach(() => db.delete());

describe('what a Readroom without encryption stored', () => {
  beforeEach(async () => {
    const old = await openOldBuild();
    for (let index = 0; index < 5; index++)
      await old.table('reports').put({ ...report(index), touched: 10 - index });
    await old.table('settings').put({ key: 'settings', value: { ...DEFAULT_SETTINGS, theme: 'light' } });
    await old.table('settings').put({ key: 'last-opened', value: id(3) });
    await old.table('journal').put({
      id: id(2),
      report: { ...report(2), findings: 'Findings 2, and the last words.' },
      saving: null,
    });
    old.close();
  });

  const expectAll = async (): Promise<void> => {
    const reports = createReportRepository(db, cipher, () => id(99));
    await reports.recoverJournal();
    const listed = await reports.list('');
    expect(listed.length).toBe(5);
    expect((await reports.get(id(2)))?.findings).toBe('Findings 2, and the last words.');
    // The last saved first, as before; the journal's came last.
    expect(listed.map((summary) => summary.id)).toEqual([id(2), id(0), id(1), id(3), id(4)]);
    expect(await reports.lastOpened()).toBe(id(3));
    expect((await createSettingsRepository(db, cipher).read()).theme).toBe('light');
    expect(await Dexie.exists(plainName)).toBe(false);
  };

  it('is all there, in its order, and gone from where it was', async () => {
    const planned = vi.fn(nothing);
    await takeOver(cipher, planned);
    await expectAll();
    await takeOver(cipher, planned);
    expect(planned).toHaveBeenCalledTimes(1);
  });

  it('is all there when it was broken off at any step and went on later', async () => {
    // Each seal counts as a step; after `steps` of them the page is gone.
    for (let steps = 0; steps < 7; steps++) {
      let left = steps;
      const dying: RecordCipher = {
        ...cipher,
        seal: (place, value) =>
          left-- > 0 ? cipher.seal(place, value) : Promise.reject(new Error('killed')),
      };
      await takeOver(dying).catch(() => undefined);
    }
    await takeOver();
    await expectAll();
  });

  it('makes a tab of the old build stop writing', async () => {
    const old = await openOldBuild();
    await takeOver();
    expect(old.isOpen()).toBe(false);
  });

  it('that a tab of the old build has changed since it was taken over becomes a copy', async () => {
    await takeOver();
    const old = await openOldBuild();
    await old.table('reports').put({ ...report(1), touched: 1 });
    await old.table('reports').put({ ...report(3), findings: 'Written by the old build.', touched: 2 });
    old.close();
    await takeOver();
    const reports = createReportRepository(db, cipher, () => id(99));
    expect((await reports.list('')).length).toBe(6);
    expect((await reports.get(id(3)))?.findings).toBe('Findings 3.');
    expect((await reports.list('old build')).length).toBe(1);
  });

  it('is kept as a copy where the sealed one of the same report is damaged', async () => {
    await db.reports.put({
      id: id(1),
      revision: 2,
      touched: 1,
      key: cipher.keyId,
      sealed: new Uint8Array(60),
    });
    await takeOver();
    const reports = createReportRepository(db, cipher, () => id(99));
    expect((await reports.list('Findings 1.')).length).toBe(1);
  });

  it('that is damaged is sealed too, instead of staying in the clear', async () => {
    const old = await openOldBuild();
    await old.table('reports').put({ id: id(7), findings: 7, touched: 11 });
    old.close();
    await takeOver();
    const reports = createReportRepository(db, cipher, () => id(99));
    await expect(reports.get(id(7))).rejects.toMatchObject({ code: 'report/unreadable' });
    expect((await reports.list('')).length).toBe(5);
  });
});

describe('rows of a former key', () => {
  it('open under the new key when they have been sealed anew, also in two goes', async () => {
    const reports = createReportRepository(db, cipher, () => id(99));
    for (let index = 0; index < 4; index++) await reports.save({ ...report(index), revision: 0 });
    await createSettingsRepository(db, cipher).change({ installedBy: 'N.N.' });
    reports.writeJournal({ ...report(1), findings: 'left by a closing page', revision: 1 }, null);
    await expect.poll(() => db.journal.count()).toBe(1);

    const next = await createTestCipher(2, '00000000-0000-4000-8000-0000000000bb');
    await adoptCipher(db, next);
    let left = 2;
    const dying: RecordCipher = {
      ...next,
      seal: (place, value) => (left-- > 0 ? next.seal(place, value) : Promise.reject(new Error('killed'))),
    };
    await expect(sealAnew(db, dying, cipher)).rejects.toThrow('killed');
    await sealAnew(db, next, cipher);

    const after = createReportRepository(db, next, () => id(99));
    await after.recoverJournal();
    expect((await after.list('')).length).toBe(4);
    expect((await after.get(id(1)))?.findings).toBe('left by a closing page');
    expect((await createSettingsRepository(db, next).read()).installedBy).toBe('N.N.');
    expect((await db.reports.toArray()).every(({ key }) => key === next.keyId)).toBe(true);
  });
});
