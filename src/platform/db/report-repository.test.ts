import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReport, type Report } from '../../domain/report/report.ts';
import { adoptCipher, createTestCipher } from '../../testing/vault/test-cipher.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { SealedDb } from './sealed-db.ts';
import type { ReportRepository } from './report-repository-port.ts';
import { createReportRepository } from './report-repository.ts';
import { createSettingsRepository, readTheme } from './settings-repository.ts';
import { DEFAULT_SETTINGS } from '../../domain/settings/settings.ts';

const ID = '3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90';
const OTHER = '9b2d7c10-5e44-4f0a-8d3b-1c9e2f7a6b58';
const THIRD = '5d0f7c1e-2a6b-4c3d-9e8f-7a1b2c3d4e5f';
let db: SealedDb;
let cipher: RecordCipher;
let reports: ReportRepository;
let names = 0;

beforeEach(async () => {
  db = new SealedDb(`test-${names++}`);
  cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  let next = 0;
  reports = createReportRepository(
    db,
    cipher,
    () => `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`,
  );
});

afterEach(() => db.delete());

const withText = (findings: string, impression = '', id = ID): Report => ({
  ...createReport(id, 1_000),
  findings,
  impression,
});

describe('stored reports', () => {
  it('come back as they were saved, under the next revision', async () => {
    const saved = await reports.save(withText('Clear lungs.'));
    expect(saved.revision).toBe(1);
    expect(await reports.get(ID)).toEqual(saved);
  });

  it('are never overwritten by a save that knew an older revision', async () => {
    const first = await reports.save(withText('a'));
    await reports.save({ ...first, findings: 'b' });
    await expect(reports.save({ ...first, findings: 'c' })).rejects.toMatchObject({
      code: 'report/changed-elsewhere',
    });
    expect((await reports.get(ID))?.findings).toBe('b');
  });

  it('accept a repeated save whose answer was lost', async () => {
    const report = withText('a');
    const first = await reports.save(report);
    expect(await reports.save(report)).toMatchObject({ revision: first.revision });
  });

  it('stay deleted when another tab still writes them', async () => {
    const saved = await reports.save(withText('a'));
    await reports.remove(ID);
    await expect(reports.save({ ...saved, findings: 'b' })).rejects.toMatchObject({
      code: 'report/deleted-elsewhere',
    });
  });

  it('come back whole when a deletion is undone', async () => {
    const saved = await reports.save(withText('a', 'b'));
    const removed = await reports.remove(ID);
    expect(await reports.get(ID)).toBeNull();
    if (removed !== null) await reports.restore(removed);
    expect(await reports.get(ID)).toEqual(saved);
  });

  it('that somebody has gone on with are not overwritten by restoring', async () => {
    const saved = await reports.save(withText('a'));
    const since = await reports.save({ ...saved, findings: 'my own words since' });
    await reports.restoreAll([saved]);
    expect(await reports.get(ID)).toEqual(since);
  });

  it('are listed by the last save, not by the clock, and found by every word in any case', async () => {
    await reports.save({ ...withText('Pleural effusion.', 'Small effusion.'), updatedAt: 9_000 });
    await reports.save({ ...withText('Rib fracture.', '', OTHER), updatedAt: 1 });
    expect((await reports.list('')).map((r) => r.id)).toEqual([OTHER, ID]);
    expect((await reports.list('EFFUSION small')).map((r) => r.id)).toEqual([ID]);
    expect(await reports.list('effusion fracture')).toEqual([]);
  });

  it('tell a watcher of every revision, of the end too', async () => {
    const seen: (number | null)[] = [];
    const stop = reports.watch(ID, (revision) => seen.push(revision));
    const saved = await reports.save(withText('a'));
    await reports.save({ ...saved, findings: 'b' });
    await expect.poll(() => seen.at(-1)).toBe(2);
    await reports.remove(ID);
    await expect.poll(() => seen.at(-1)).toBeNull();
    stop();
  });

  it('are refused by name when a stored row is damaged', async () => {
    const sealed = await cipher.seal({ table: 'reports', id: ID }, { ...withText('a'), author: 'robot' });
    await db.reports.put({ id: ID, revision: 0, key: cipher.keyId, sealed, touched: 1 });
    await expect(reports.get(ID)).rejects.toMatchObject({ code: 'report/unreadable' });
    expect(await reports.list('')).toEqual([]);
    expect(await reports.remove(ID)).toBeNull();
    expect(await db.reports.count()).toBe(0);
  });

  it('do not open where they do not belong: copied to another id, or with another revision', async () => {
    const saved = await reports.save(withText('a'));
    const row = (await db.reports.get(ID))!;
    await db.reports.put({ ...row, id: OTHER });
    await expect(reports.get(OTHER)).rejects.toMatchObject({ code: 'report/unreadable' });
    await db.reports.put({ ...row, revision: saved.revision + 1 });
    await expect(reports.get(ID)).rejects.toMatchObject({ code: 'report/unreadable' });
  });

  it('hold no word in the clear, in no table and no index', async () => {
    const saved = await reports.save(withText('Canaryword one.', 'Canaryword two.'));
    await reports.save({ ...saved, findings: 'Canaryword three.' });
    reports.writeJournal({ ...saved, findings: 'Canaryword four.' }, saved);
    await reports.setLastOpened(ID);
    await createSettingsRepository(db, cipher).change({ installedBy: 'Canaryword' });
    await expect.poll(() => db.journal.count()).toBe(1);
    const rows = await Promise.all(db.tables.map((table) => table.toArray()));
    const bytes = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(bytes).not.toContain('anaryword');
    expect(bytes).toContain(ID);
  });

  it('are found by what they say now, whichever tab changed them', async () => {
    const other = createReportRepository(db, cipher, () => OTHER);
    const saved = await reports.save(withText('Alpha.'));
    expect((await other.list('alpha')).length).toBe(1);
    await reports.save({ ...saved, findings: 'Beta.' });
    expect(await other.list('alpha')).toEqual([]);
    expect((await other.list('beta')).length).toBe(1);
    await reports.remove(ID);
    expect(await other.list('')).toEqual([]);
    await reports.restore({ ...saved, findings: 'Gàmma.' });
    expect((await other.list('gamma')).length).toBe(1);
  });

  it('are not written any more by a tab whose key was replaced', async () => {
    const saved = await reports.save(withText('a'));
    await db.vault.put({ name: 'key', value: { keyId: 'another' } });
    await expect(reports.save({ ...saved, findings: 'b' })).rejects.toMatchObject({ code: 'vault/locked' });
    await adoptCipher(db, cipher);
    expect((await reports.get(ID))?.findings).toBe('a');
  });

  it('let exactly one of two tabs win at every edit, and keep what it was told is saved', async () => {
    const tabs = [reports, createReportRepository(db, cipher, () => OTHER)];
    let current = await reports.save(withText('0'));
    let acknowledged = '0';
    for (let edit = 1; edit <= 200; edit++) {
      const saves = tabs.map((tab, index) => tab.save({ ...current, findings: `${edit}/${index}` }));
      const settled = await Promise.allSettled(saves);
      const won = settled.filter((outcome) => outcome.status === 'fulfilled');
      expect(won.length).toBe(1);
      current = won[0]!.value;
      acknowledged = current.findings;
    }
    expect((await reports.get(ID))?.findings).toBe(acknowledged);
    expect((await reports.get(ID))?.revision).toBe(201);
  });
});

describe('what changed', () => {
  it('is told once, in the order of saving, a page at a time', async () => {
    const first = await reports.save(withText('a'));
    await reports.save(withText('b', '', OTHER));
    const page = await reports.changedSince(0, 1);
    expect([page.reports.map(({ id }) => id), page.more]).toEqual([[ID], true]);
    const rest = await reports.changedSince(page.mark, 2);
    expect([rest.reports.map(({ id }) => id), rest.more]).toEqual([[OTHER], false]);
    await reports.save({ ...first, findings: 'changed' });
    const later = await reports.changedSince(rest.mark, 9);
    expect(later.reports.map(({ findings }) => findings)).toEqual(['changed']);
    expect((await reports.changedSince(later.mark, 9)).reports).toEqual([]);
  });

  it('is never missed, though the newest reports were deleted and others saved between two readings', async () => {
    const first = await reports.save(withText('a'));
    await reports.save(withText('b', '', OTHER));
    const newest = await reports.save(withText('c', '', THIRD));
    const { mark } = await reports.changedSince(0, 9);
    await reports.remove(OTHER);
    await reports.remove(THIRD);
    await reports.save({ ...first, findings: 'changed' });
    await reports.restore(newest);
    const changes = await reports.changedSince(mark, 9);
    expect(changes.reports.map(({ findings }) => findings)).toEqual(['changed', 'c']);
  });

  it('begins where one wants only the newest reports, and those are told without the removed ones', async () => {
    for (const [text, id] of Object.entries({ a: ID, b: OTHER, c: THIRD })) {
      await reports.save(withText(text, '', id));
    }
    const { ids, before } = await reports.newest(2);
    expect(ids).toEqual(new Set([OTHER, THIRD]));
    expect((await reports.changedSince(before, 9)).reports.map(({ id }) => id)).toEqual([OTHER, THIRD]);
    await reports.remove(OTHER);
    expect((await reports.newest(2)).ids).toEqual(new Set([ID, THIRD]));
    expect((await reports.newest(9)).ids).toEqual(new Set([ID, THIRD]));
  });

  it('leaves damaged rows out', async () => {
    const sealed = await cipher.seal({ table: 'reports', id: ID }, { ...withText('a'), author: 'robot' });
    await db.reports.put({ id: ID, revision: 0, key: cipher.keyId, sealed, touched: 1 });
    await reports.save(withText('b', '', OTHER));
    const { reports: readable } = await reports.changedSince(0, 9);
    expect(readable.map(({ id }) => id)).toEqual([OTHER]);
  });
});

describe('the journal of closing pages', () => {
  const leave = async (report: Report): Promise<void> => {
    reports.writeJournal(report, null);
    await expect.poll(() => db.journal.count()).toBe(1);
    await reports.recoverJournal();
  };

  it('completes the report that was being written', async () => {
    const saved = await reports.save(withText('a'));
    await leave({ ...saved, findings: 'ab' });
    expect(await reports.get(ID)).toMatchObject({ findings: 'ab', revision: 2 });
    expect(await db.journal.count()).toBe(0);
  });

  it('is not held up by a save that is going on, whose transaction would take it along when the page ends', async () => {
    const saved = await reports.save(withText('a'));
    const native = db.backendDB();
    const store = native.transaction(['journal'], 'readwrite').objectStore('journal');
    let open = true;
    const stayOpen = (): void => {
      if (open) store.get(ID).onsuccess = stayOpen;
    };
    stayOpen();
    // Would wait for the end of the other one if it took the journal, too.
    expect((await reports.save({ ...saved, findings: 'b' })).revision).toBe(2);
    open = false;
  });

  it('goes with the next save of a page that came back', async () => {
    const saved = await reports.save(withText('a'));
    reports.writeJournal({ ...saved, findings: 'ab' }, null);
    await expect.poll(() => db.journal.count()).toBe(1);
    await reports.save({ ...saved, findings: 'abc' });
    expect(await db.journal.count()).toBe(0);
  });

  it('becomes a copy when another tab went on with the report that a tab was closed on', async () => {
    const saved = await reports.save(withText('a'));
    reports.writeJournal({ ...saved, findings: 'the words of the closed tab' }, null);
    await expect.poll(() => db.journal.count()).toBe(1);
    const other = createReportRepository(db, cipher, () => OTHER);
    await other.save({ ...saved, findings: 'the words of the other' });
    await other.recoverJournal();
    expect((await other.get(ID))?.findings).toBe('the words of the other');
    expect((await other.get(OTHER))?.findings).toBe('the words of the closed tab');
  });

  it('becomes a report when nothing was stored yet', async () => {
    await leave(withText('first words'));
    expect(await reports.get(ID)).toMatchObject({ findings: 'first words' });
  });

  it('becomes a copy when another tab has changed the report since', async () => {
    const saved = await reports.save(withText('a'));
    await reports.save({ ...saved, findings: 'theirs' });
    await leave({ ...saved, findings: 'mine' });
    expect((await reports.get(ID))?.findings).toBe('theirs');
    expect((await reports.list('mine')).length).toBe(1);
  });
});

describe('settings', () => {
  it('are the defaults until changed, and again when the stored ones make no sense', async () => {
    const settings = createSettingsRepository(db, cipher);
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
    await settings.change({ theme: 'light' });
    expect((await settings.read()).theme).toBe('light');
    expect(await readTheme(db)).toBe('light');
    const sealed = await cipher.seal({ table: 'settings', id: 'settings' }, { pauseMs: -1 });
    await db.settings.put({ name: 'settings', key: cipher.keyId, sealed });
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
  });

  it('keep what another tab has changed meanwhile: only what was chosen is stored', async () => {
    const settings = createSettingsRepository(db, cipher);
    await Promise.all([settings.change({ learnFromReports: true }), settings.change({ theme: 'light' })]);
    expect(await settings.change({ learnFromReports: false })).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'light',
    });
  });

  it('tell a watcher of every change', async () => {
    const settings = createSettingsRepository(db, cipher);
    const seen: boolean[] = [];
    const stop = settings.watch(({ learnFromReports }) => seen.push(learnFromReports));
    await settings.change({ learnFromReports: true });
    await expect.poll(() => seen.at(-1)).toBe(true);
    stop();
  });
});
