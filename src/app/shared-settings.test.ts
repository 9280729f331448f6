import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { SealedDb } from '../platform/db/sealed-db.ts';
import { createSettingsRepository, type SettingsRepository } from '../platform/db/settings-repository.ts';
import { adoptCipher, createTestCipher } from '../testing/vault/test-cipher.ts';
import { createSharedSettings, type SharedSettings } from './shared-settings.ts';

let db: SealedDb;
let repository: SettingsRepository;
let here: SharedSettings;
let there: SharedSettings;
let names = 0;

/** Two tabs on one database. */
beforeEach(async () => {
  db = new SealedDb(`shared-settings-${names++}`);
  const cipher = await createTestCipher();
  await adoptCipher(db, cipher);
  repository = createSettingsRepository(db, cipher);
  here = await createSharedSettings(repository);
  there = await createSharedSettings(createSettingsRepository(db, cipher));
});

afterEach(async () => {
  here.dispose();
  there.dispose();
  await db.delete();
});

it('what is switched off in one tab is off in the others at once', async () => {
  here.change({ learnFromReports: true });
  await vi.waitFor(() => expect(there.get().learnFromReports).toBe(true));
  const told: boolean[] = [];
  there.subscribe(({ learnFromReports }) => told.push(learnFromReports));
  here.change({ learnFromReports: false });
  expect(here.get().learnFromReports).toBe(false);
  await vi.waitFor(() => expect(told).toEqual([false]));
});

it('what is switched off stays off, though a tab that has not heard of it changes something else', async () => {
  here.change({ learnFromReports: true });
  await vi.waitFor(() => expect(there.get().learnFromReports).toBe(true));
  there.dispose();
  here.change({ learnFromReports: false });
  await vi.waitFor(async () => expect((await repository.read()).learnFromReports).toBe(false));
  expect(there.get().learnFromReports).toBe(true);
  there.change({ activeModel: 'another-model' });
  await vi.waitFor(async () => expect((await repository.read()).activeModel).toBe('another-model'));
  expect((await repository.read()).learnFromReports).toBe(false);
  await vi.waitFor(() => expect(there.get().learnFromReports).toBe(false));
});

it('what cannot be stored is taken back, and nothing else', async () => {
  vi.spyOn(repository, 'change').mockRejectedValueOnce(new ReadroomError('report/not-saved'));
  here.change({ learnFromReports: true });
  expect(here.get().learnFromReports).toBe(true);
  here.change({ theme: 'light' });
  await vi.waitFor(() => expect(here.get()).toMatchObject({ learnFromReports: false, theme: 'light' }));
});

it('two quick changes end with the last one, without a flicker between them', async () => {
  const seen: string[] = [];
  here.subscribe(({ theme }) => seen.push(theme));
  here.change({ theme: 'light' });
  here.change({ theme: 'system' });
  await vi.waitFor(() => expect(there.get().theme).toBe('system'));
  expect(seen).toEqual(['light', 'system']);
});
