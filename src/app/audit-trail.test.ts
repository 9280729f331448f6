import { beforeEach, expect, it } from 'vitest';
import type { AuditEvent } from '../domain/audit/audit-event.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createReport } from '../domain/report/report.ts';
import type { ReportRepository } from '../platform/db/report-repository-port.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createAuditTrail, withDeletionsNoted } from './audit-trail.ts';

const REPORT = createReport('3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90', 1);
const LOCKED = { kind: 'locked', why: 'asked' } as const;

let written: AuditEvent[];
let isFull: boolean;
const audit = {
  append: (event: AuditEvent) =>
    isFull
      ? Promise.reject(new ReadroomError('store/quota-exceeded'))
      : Promise.resolve((written.push(event), {} as never)),
};
const begin = () => createAuditTrail(audit, createMemoryLogger(createManualClock()));

beforeEach(() => {
  written = [];
  isFull = false;
});

it('work goes on when an entry cannot be written, and how many were lost is known', async () => {
  const trail = begin();
  isFull = true;
  trail.note(LOCKED);
  await trail.settled();
  isFull = false;
  trail.note(LOCKED);
  await trail.settled();
  expect([written.length, trail.lost()]).toEqual([1, 1]);
});

it('a deletion that was undone is no longer the last that is known of a report', async () => {
  const trail = begin();
  const stored = { remove: () => Promise.resolve(REPORT), restore: () => Promise.resolve() };
  const reports = withDeletionsNoted(stored as Partial<ReportRepository> as ReportRepository, trail);
  await reports.remove(REPORT.id);
  await reports.restore(REPORT);
  await trail.settled();
  expect(written.map(({ kind }) => kind)).toEqual(['report-deleted', 'report-brought-back']);
});
