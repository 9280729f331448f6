import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import { ReadroomDb } from '../../platform/db/readroom-db.ts';
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

let db: ReadroomDb;
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
const saved = (tab: Tab): Promise<void> =>
  expect.poll(() => tab.store.getState().save.status, { timeout: 10_000 }).toBe('saved');

beforeEach(() => {
  db = new ReadroomDb(`workspace-${names++}`);
  reports = createReportRepository(db, randomUuid);
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
});
