import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createReport, type Report } from '../../domain/report/report.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import { createReportRepository } from '../../platform/db/report-repository.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';
import { SealedDb } from '../../platform/db/sealed-db.ts';
import { randomUuid } from '../../platform/random/random-uuid.ts';
import { adoptCipher, createTestCipher } from '../../testing/vault/test-cipher.ts';
import { createReportHistory, type ReportHistory } from './report-history.ts';

const EFFUSION = 'Small left pleural effusion.';
const DRAFTED: Report['provenance'] = {
  ...{ modelId: 'm', manifestSha256: 'a'.repeat(64), findingsRevision: 0, outcome: 'complete' },
};
let db: SealedDb;
let reports: ReportRepository;
let history: ReportHistory;
let names = 0;

beforeEach(async () => {
  db = new SealedDb(`history-${names++}`);
  const cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  reports = createReportRepository(db, cipher, randomUuid);
  const clock = createWebClock();
  history = createReportHistory({
    reports,
    // Nobody waits for minutes here.
    clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(Math.min(ms, 20), signal) },
  });
});

afterEach(async () => {
  history.switchOn(false);
  vi.restoreAllMocks();
  await db.delete();
});

const save = (findings: string, impression: string, author: Report['author'] = 'accepted'): Promise<Report> =>
  reports.save({
    ...{ ...createReport(randomUuid(), 1_000), findings, impression, author, updatedAt: 2_000 },
    provenance: author === 'accepted' ? DRAFTED : null,
  });

const impressions = (findings = EFFUSION, reportId = 'none', limit = 3): string[] =>
  history.choose(findings, reportId, limit).map(({ impression }) => impression);

describe('the reports of this browser as examples', () => {
  it('are those whose impression a person wrote, edited or accepted, with the date of their last save', async () => {
    const accepted = await save(EFFUSION, 'Accepted.');
    await save('Left effusion.', 'Typed.', 'person');
    await save('Left pleural effusion.', 'Nobody accepted this.', 'model');
    await save('No effusion.', '', 'none');
    history.switchOn(true);
    await vi.waitFor(() => expect(history.getState()).toEqual({ reading: false, failed: false, size: 2 }));
    expect(impressions()).toEqual(['Typed.', 'Accepted.']);
    expect(history.choose(EFFUSION, 'none', 1)[0]?.source).toEqual({ reportId: accepted.id, savedAt: 2_000 });
  });

  it('never are the report that is being written, and as many as the model takes', async () => {
    const open = await save(EFFUSION, 'Mine.', 'person');
    await save(EFFUSION, 'Another.');
    history.switchOn(true);
    await vi.waitFor(() => expect(history.getState().size).toBe(2));
    expect(impressions(EFFUSION, open.id)).toEqual(['Another.']);
    expect(impressions(EFFUSION, 'none', 1)).toHaveLength(1);
    expect(impressions(EFFUSION, 'none', 0)).toEqual([]);
  });

  it('follow what is saved, taken back, deleted and restored', async () => {
    history.switchOn(true);
    const report = await save(EFFUSION, 'First.');
    await vi.waitFor(() => expect(impressions()).toEqual(['First.']));
    const edited = await reports.save({ ...report, impression: 'Edited.', author: 'person' });
    await vi.waitFor(() => expect(impressions()).toEqual(['Edited.']));
    const removed = await reports.remove(report.id);
    await vi.waitFor(() => expect(impressions()).toEqual([]));
    if (removed !== null) await reports.restore(removed);
    await vi.waitFor(() => expect(impressions()).toEqual(['Edited.']));
    await reports.save({ ...edited, author: 'model' });
    await vi.waitFor(() => expect(history.getState().size).toBe(0));
  });

  it('are forgotten when that is switched off, and read anew when it is switched on', async () => {
    await save(EFFUSION, 'Accepted.');
    expect(impressions()).toEqual([]);
    history.switchOn(true);
    await vi.waitFor(() => expect(impressions()).toEqual(['Accepted.']));
    history.switchOn(false);
    expect(impressions()).toEqual([]);
    expect(history.getState()).toEqual({ reading: false, failed: false, size: 0 });
    history.switchOn(true);
    await vi.waitFor(() => expect(impressions()).toEqual(['Accepted.']));
  });

  it('serve no more once the database cannot be read, say so, and are read again when it can', async () => {
    history.switchOn(true);
    const first = await save(EFFUSION, 'First.');
    await save('Left pleural effusion.', 'Second.');
    await vi.waitFor(() => expect(history.getState().size).toBe(2));
    const failing = vi.spyOn(reports, 'newest');
    failing.mockRejectedValueOnce(new ReadroomError('report/database-unavailable'));
    const told = vi.fn();
    history.subscribe(told);
    await reports.remove(first.id);
    // The removed report is among what was known: nothing of that may serve.
    await vi.waitFor(() =>
      expect(told.mock.calls.map(([state]) => state as unknown)).toContainEqual({
        reading: false,
        failed: true,
        size: 0,
      }),
    );
    await vi.waitFor(() => expect(impressions()).toEqual(['Second.']));
    expect(history.getState()).toEqual({ reading: false, failed: false, size: 1 });
  });

  it('are gone as soon as they are deleted, though thousands of others are still being read', async () => {
    history.switchOn(true);
    const report = await save(EFFUSION, 'First.');
    await vi.waitFor(() => expect(impressions()).toEqual(['First.']));
    const endless = vi.spyOn(reports, 'changedSince').mockReturnValue(new Promise(() => undefined));
    await reports.remove(report.id);
    await vi.waitFor(() => expect(endless).toHaveBeenCalled());
    expect(impressions()).toEqual([]);
  });
});
