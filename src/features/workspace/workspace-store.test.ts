import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import { adoptCipher, createTestCipher, TEST_KEY_ID } from '../../testing/vault/test-cipher.ts';
import { SealedDb } from '../../platform/db/sealed-db.ts';
import { createReportRepository } from '../../platform/db/report-repository.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';
import { randomUuid } from '../../platform/random/random-uuid.ts';
import { createWorkspaceStore, type WorkspaceStore } from './workspace-store.ts';

interface Tab {
  readonly store: WorkspaceStore;
  readonly clock: ManualClock;
  hide: () => void;
  end: () => void;
}

let db: SealedDb;
let reports: ReportRepository;
let names = 0;
const tabs: Tab[] = [];

async function openTab(): Promise<Tab> {
  const clock = createManualClock();
  const moments = { hide: (): void => undefined, end: (): void => undefined };
  const store = createWorkspaceStore({
    reports,
    clock,
    createId: randomUuid,
    pauseMs: () => 600,
    chooseExamples: () => [],
    pageLife: {
      onHidden: (task) => {
        moments.hide = task;
        return () => undefined;
      },
      onEnding: (task) => {
        moments.end = task;
        return () => undefined;
      },
    },
  });
  await store.start();
  const tab: Tab = { store, clock, hide: () => moments.hide(), end: () => moments.end() };
  tabs.push(tab);
  return tab;
}

const type = (tab: Tab, text: string): void => tab.store.dispatch({ type: 'findings-edited', text });
const textOf = (tab: Tab): string => tab.store.getState().drafting.findings;

/** Both have changed one report: the first one's words are in conflict with what the second one stored. */
async function twoTabs(): Promise<[Tab, Tab]> {
  const one = await openTab();
  type(one, 'Shared.');
  one.hide();
  await saved(one);
  const two = await openTab();
  type(two, 'Shared, two.');
  two.hide();
  await saved(two);
  type(one, 'Shared, one.');
  one.hide();
  await expect.poll(() => one.store.getState().save.status, { timeout: 10_000 }).toBe('conflict');
  return [one, two];
}

const saved = (tab: Tab): Promise<void> =>
  expect.poll(() => tab.store.getState().save.status, { timeout: 10_000 }).toBe('saved');

beforeEach(async () => {
  db = new SealedDb(`workspace-${names++}`);
  const cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  reports = createReportRepository(db, cipher, randomUuid);
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.store.dispose();
  await db.delete();
});

describe('the report on screen', () => {
  it('is in the next page when this one ended right after a keystroke, before any timer', async () => {
    const first = await openTab();
    type(first, 'Every last wor');
    type(first, 'Every last word');
    first.end();
    expect(textOf(await openTab())).toBe('Every last word');
  });

  it('is saved at once when the page is hidden', async () => {
    const tab = await openTab();
    type(tab, 'Opacity.');
    tab.hide();
    await saved(tab);
    expect((await reports.list(''))[0]?.title).toBe('Opacity.');
  });

  it('is saved before another one is opened', async () => {
    const tab = await openTab();
    type(tab, 'First.');
    expect(await tab.store.openNew()).toBe(true);
    type(tab, 'Second.');
    const [first] = await reports.list('first');
    expect(await tab.store.open(first?.id ?? '')).toBe(true);
    expect((await reports.list('')).length).toBe(2);
    expect(textOf(tab)).toBe('First.');
  });

  it('leaves nothing behind when nothing was written', async () => {
    const tab = await openTab();
    await tab.store.openNew();
    tab.end();
    await openTab();
    expect(await reports.list('')).toEqual([]);
  });

  it('keeps both texts when two tabs write one report', async () => {
    const one = await openTab();
    type(one, 'Shared.');
    one.hide();
    await saved(one);
    const two = await openTab();
    expect(textOf(two)).toBe('Shared.');
    type(one, 'Shared, one.');
    one.hide();
    await saved(one);
    await expect.poll(() => two.store.getState().elsewhere, { timeout: 10_000 }).toBe('changed');
    type(two, 'Shared, two.');
    await two.store.showOther();
    expect(textOf(two)).toBe('Shared, one.');
    expect((await reports.list('two')).length).toBe(1);
  });

  it('keeps its last words in place when the page ends in the middle of a save', async () => {
    const first = await openTab();
    const save = reports.save.bind(reports);
    // The transaction completes, but the page ends before it hears so.
    reports.save = async (report) => {
      await save(report);
      return new Promise(() => undefined);
    };
    type(first, 'Every last wor');
    first.hide();
    await expect.poll(() => reports.list('wor').then((list) => list.length), { timeout: 10_000 }).toBe(1);
    type(first, 'Every last word');
    first.end();
    reports.save = save;
    expect(textOf(await openTab())).toBe('Every last word');
    expect((await reports.list('')).length).toBe(1);
  });

  it('keeps what is typed while another report is being read', async () => {
    const tab = await openTab();
    type(tab, 'First.');
    await tab.store.openNew();
    const [first] = await reports.list('first');
    const get = reports.get.bind(reports);
    reports.get = (id) => {
      reports.get = get;
      type(tab, 'Typed meanwhile.');
      return get(id);
    };
    expect(await tab.store.open(first?.id ?? '')).toBe(true);
    expect((await reports.list('meanwhile')).length).toBe(1);
  });

  it('says so and stays when its words cannot be kept before the other version is shown', async () => {
    const [one, two] = await twoTabs();
    reports.save = () => Promise.reject(new ReadroomError('store/quota-exceeded'));
    await one.store.showOther();
    expect(textOf(one)).toBe('Shared, one.');
    expect(one.store.getState().error?.code).toBe('store/quota-exceeded');
    expect(textOf(two)).toBe('Shared, two.');
  });

  it('leaves no empty copy behind when a cleared report gives way to the other version', async () => {
    const [one] = await twoTabs();
    type(one, '');
    await one.store.showOther();
    expect(textOf(one)).toBe('Shared, two.');
    expect((await reports.list('')).length).toBe(1);
  });

  it('says why when the other version cannot be read', async () => {
    const [one] = await twoTabs();
    reports.get = () => Promise.reject(new ReadroomError('report/unreadable'));
    await one.store.showOther();
    expect(one.store.getState().error?.code).toBe('report/unreadable');
  });

  it('comes back on the next start although the report before it is damaged', async () => {
    await db.meta.put({ name: 'last-opened', value: 'damaged' });
    await db.reports.put({
      ...{ id: 'damaged', revision: 1, touched: 1, key: TEST_KEY_ID },
      sealed: new Uint8Array(40),
    });
    const first = await openTab();
    expect(first.store.getState().error?.code).toBe('report/unreadable');
    type(first, 'New words.');
    first.hide();
    await saved(first);
    expect(textOf(await openTab())).toBe('New words.');
  });

  it('can be written, is said not to be saved, and stays on screen where the database does not open', async () => {
    db.close({ disableAutoOpen: true });
    const tab = await openTab();
    expect(tab.store.getState().error?.code).toBe('report/database-unavailable');
    type(tab, 'Opacity.');
    tab.hide();
    await expect.poll(() => tab.store.getState().save.status, { timeout: 10_000 }).toBe('failed');
    tab.end();
    expect(await tab.store.openNew()).toBe(false);
    expect(textOf(tab)).toBe('Opacity.');
  });
});
