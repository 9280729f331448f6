import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReport, type Report } from '../../domain/report/report.ts';
import { fc } from '../../testing/properties.ts';
import { adoptCipher, createTestCipher, quickStretching } from '../../testing/vault/test-cipher.ts';
import { closeEnvelope } from '../crypto/key-envelope.ts';
import { KEY_BYTES } from '../crypto/key-stretching.ts';
import { createAuditLog, type AuditLog } from '../db/audit-repository.ts';
import { createReportRepository } from '../db/report-repository.ts';
import type { ReportRepository } from '../db/report-repository-port.ts';
import { SealedDb } from '../db/sealed-db.ts';
import { createSettingsRepository, type SettingsRepository } from '../db/settings-repository.ts';
import { fileByteSource } from '../files/web-files.ts';
import { frameParameters, writeHead } from './backup-format.ts';
import type { Backups } from './backups-port.ts';
import { createBackups } from './create-backups.ts';

const WORDS = 'four unrelated words here';

interface Station {
  readonly db: SealedDb;
  readonly reports: ReportRepository;
  readonly settings: SettingsRepository;
  readonly audit: AuditLog;
  readonly backups: Backups;
}

const hash = (text: string): Promise<string> =>
  Promise.resolve(createHash('sha256').update(text, 'utf8').digest('hex'));
let names = 0;
const stations: Station[] = [];

/** A browser profile with a key of its own. */
async function openStation(): Promise<Station> {
  const db = new SealedDb(`backup-${names++}`);
  const cipher = await createTestCipher(names);
  await adoptCipher(db, cipher);
  const createId = (): string => crypto.randomUUID();
  const reports = createReportRepository(db, cipher, createId);
  const settings = createSettingsRepository(db, cipher);
  const audit = createAuditLog({ db, cipher, hash, now: () => 1, createId });
  const backups = createBackups({ reports, settings, audit, hash, createId, stretching: quickStretching });
  const station = { db, reports, settings, audit, backups };
  stations.push(station);
  return station;
}

const id = (index: number): string => `3f1c2e64-7d1b-4a8e-9c55-${String(index).padStart(12, '0')}`;
const report = (index: number): Report => ({
  ...createReport(id(index), 1_000),
  findings: `Canaryword ${index}.`,
});
const source = (bytes: BlobPart) => fileByteSource(new File([bytes], 'a.readroom'));

let here: Station;
let there: Station;
let file: Uint8Array<ArrayBuffer>;
let digest: string;

beforeEach(async () => {
  here = await openStation();
  there = await openStation();
  for (let index = 0; index < 7; index++) await here.reports.save(report(index));
  await here.settings.change({ installedBy: 'N.N.' });
  for (let index = 0; index < 3; index++) await here.audit.append({ kind: 'locked', why: 'idle' });
  const made = await here.backups.make(WORDS);
  file = new Uint8Array(await made.file.arrayBuffer());
  digest = made.digest;
  expect(made.reports).toBe(7);
});

afterEach(async () => {
  for (const { db } of stations.splice(0)) await db.delete();
});

/** By somebody who knows the passphrase and the format. */
async function forge(items: readonly unknown[]): Promise<Uint8Array<ArrayBuffer>> {
  const secret = new Uint8Array(KEY_BYTES).fill(1);
  const head = writeHead(await closeEnvelope(secret, WORDS, 'backup', quickStretching));
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  const frame = await crypto.subtle.encrypt(
    frameParameters(0, true),
    key,
    new TextEncoder().encode(JSON.stringify(items)),
  );
  const length = new Uint8Array(Uint32Array.of(frame.byteLength).buffer);
  return new Uint8Array([...head, ...length, ...new Uint8Array(frame)]);
}

describe('a backup', () => {
  it('brings everything to a clean profile, and proves it by count and hashes', async () => {
    expect(await there.backups.restore(source(file), WORDS)).toEqual({
      ...{ reports: 7, digest, added: 7, same: 0, copies: 0 },
    });
    for (const listed of await here.reports.list(''))
      expect(await there.reports.get(listed.id)).toEqual(await here.reports.get(listed.id));
    expect((await there.settings.read()).installedBy).toBe('N.N.');
    const [brought] = [...(await there.audit.read()).brought.values()];
    expect(brought).toEqual((await here.audit.read()).own);
    // Made again from there, the reports are the same ones.
    expect((await there.backups.make(WORDS)).digest).toBe(digest);
  });

  it('restored twice adds nothing, and overwrites nothing that was written since', async () => {
    await there.backups.restore(source(file), WORDS);
    const [first] = await there.reports.list('');
    const changed = (await there.reports.get(first!.id))!;
    await there.reports.save({ ...changed, findings: 'My own words since.' });
    expect(await there.backups.restore(source(file), WORDS)).toMatchObject({ added: 0, same: 6, copies: 1 });
    expect((await there.reports.get(first!.id))?.findings).toBe('My own words since.');
    expect((await there.reports.ids()).length).toBe(8);
  });

  it('restored again and again keeps one copy of another version, until somebody goes on with that', async () => {
    await here.reports.save({ ...(await here.reports.get(id(2)))!, findings: 'Another version.' });
    for (const copies of [1, 0, 0])
      expect(await here.backups.restore(source(file), WORDS)).toMatchObject({ added: 0, copies });
    const [copy] = await here.reports.list('canaryword 2');
    await here.reports.save({ ...(await here.reports.get(copy!.id))!, findings: 'My own words since.' });
    expect(await here.backups.restore(source(file), WORDS)).toMatchObject({ copies: 1 });
    expect((await here.reports.list('')).map(({ id: listed }) => listed)).toHaveLength(9);
  });

  it('keeps where a draft came from, with the earlier reports that served it', async () => {
    const examples = [{ reportId: id(0), savedAt: 1_000.5 }];
    await here.reports.save({
      ...{ ...report(8), impression: 'Drafted.', author: 'model' },
      provenance: {
        ...{ modelId: 'm', manifestSha256: 'a'.repeat(64), findingsRevision: 0, outcome: 'complete' },
        ...{ examples, sides: 'exchanged' },
      },
    });
    const { file: made } = await here.backups.make(WORDS);
    await there.backups.restore(fileByteSource(new File([made], 'a.readroom')), WORDS);
    expect((await there.reports.get(id(8)))?.provenance).toMatchObject({ examples, sides: 'exchanged' });
  });

  it('tells how many reports are not in it, because they are damaged', async () => {
    const row = (await here.db.reports.get(id(3)))!;
    await here.db.reports.put({ ...row, sealed: new Uint8Array(60) });
    expect(await here.backups.make(WORDS)).toMatchObject({ reports: 6, damaged: 1 });
  });

  it('holds no word in the clear', () => {
    expect(Buffer.from(file).toString('latin1')).not.toContain('anaryword');
  });

  it('with a wrong passphrase opens nothing', async () => {
    await expect(there.backups.restore(source(file), 'another passphrase')).rejects.toMatchObject({
      code: 'backup/wrong-passphrase',
    });
  });

  it('is not made under a passphrase that is easy to guess', async () => {
    await expect(here.backups.make('short')).rejects.toMatchObject({ code: 'vault/weak-passphrase' });
  });

  it('that is cut off anywhere restores nothing and says so', async () => {
    for (let length = 0; length < file.length; length += 61) {
      await expect(there.backups.restore(source(file.slice(0, length)), WORDS)).rejects.toMatchObject({
        code: expect.stringMatching(/^backup\/(truncated|not-a-backup|damaged)$/) as string,
      });
    }
    expect(await there.reports.ids()).toEqual([]);
  });

  it('with any bit flipped restores nothing and says so by name', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = file.slice();
        flipped[at] = flipped[at]! ^ (1 << bit);
        await expect(there.backups.restore(source(flipped), WORDS)).rejects.toMatchObject({
          code: expect.stringMatching(/^backup\//) as string,
        });
        expect(await there.reports.ids()).toEqual([]);
      }),
      { numRuns: 150 },
    ));

  it('with anything behind its end restores nothing', async () => {
    const longer = new Uint8Array([...file, 0, 0, 0, 0]);
    await expect(there.backups.restore(source(longer), WORDS)).rejects.toMatchObject({
      code: expect.stringMatching(/^backup\/(damaged|truncated)$/) as string,
    });
  });

  it('that is no backup at all is refused by name', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (rubbish, marked) => {
        const bytes = new Uint8Array([...(marked ? file.slice(0, 12) : []), ...rubbish]);
        await expect(there.backups.restore(source(bytes), WORDS)).rejects.toMatchObject({
          code: expect.stringMatching(/^backup\//) as string,
        });
      }),
      { numRuns: 300 },
    ));

  it('that was forged with times or counts that no report has is refused by name', async () => {
    for (const change of [{ updatedAt: 8.9e15 }, { createdAt: -1e300 }, { findingsRevision: 2 ** 60 }]) {
      const forged = await forge([{ kind: 'report', report: { ...report(0), ...change } }]);
      await expect(there.backups.restore(source(forged), WORDS)).rejects.toMatchObject({
        ...{ code: 'backup/damaged', detail: 'frame 0: unknown items' },
      });
    }
  });

  it('of a newer Readroom is told from a damaged one', async () => {
    const newer = file.slice();
    newer[8] = 2;
    await expect(there.backups.restore(source(newer), WORDS)).rejects.toMatchObject({
      code: 'backup/newer-version',
    });
  });
});
