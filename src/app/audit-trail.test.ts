import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import type { AuditEvent } from '../domain/audit/audit-event.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createReport } from '../domain/report/report.ts';
import type { ReportRepository } from '../platform/db/report-repository-port.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { SealedDb } from '../platform/db/sealed-db.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createVault } from '../platform/vault/create-vault.ts';
import { quickStretching } from '../testing/vault/test-cipher.ts';
import { createAuditTrail, withDeletionsNoted, withPassphraseNoted } from './audit-trail.ts';

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

it('whoever does not know the passphrase and tries to change it is noted each time, without a word of what was typed', async () => {
  const trail = begin();
  const db = new SealedDb('trail-vault');
  const clock = createManualClock(1_000);
  const vault = withPassphraseNoted(
    createVault({ db, clock, stretching: quickStretching, createId: () => crypto.randomUUID() }),
    trail,
  );
  const [right, other] = ['four unrelated words here', 'another sentence of words'];
  await vault.openDemo();
  await vault.setPassphrase(right);
  const wrong = { code: 'vault/wrong-passphrase' };
  for (let tries = 0; tries < 3; tries++)
    await expect(vault.changePassphrase(`wrong ${tries}`, other)).rejects.toMatchObject(wrong);
  // Refused before anything is tried.
  await expect(vault.changePassphrase(right, other)).rejects.toMatchObject({ code: 'vault/too-many-tries' });
  await expect(vault.changePassphrase(right, 'short')).rejects.toMatchObject({
    code: 'vault/weak-passphrase',
  });
  await clock.advance(1_000);
  await vault.changePassphrase(right, other);
  await trail.settled();
  const refused = { kind: 'passphrase-change-refused' };
  expect(written).toEqual([refused, refused, refused, { kind: 'passphrase-changed', how: 'changed' }]);
  await db.delete();
});
