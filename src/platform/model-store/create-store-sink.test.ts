import { afterEach, describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { tinyArrival } from '../../testing/generators/tiny-arrival.ts';
import { failingWrites, type FailingWrites, type WriteFailure } from '../../testing/store/failing-writes.ts';
import { createWebHashing } from '../crypto/web-hashing.ts';
import type { Arrival } from './arrival.ts';
import { createStoreSink } from './create-store-sink.ts';
import { createTestModel, type TestModel } from './test-model.ts';
import { createTestBench, MODEL, ORIGIN, type TestBench } from './test-store.ts';

const ID = 'tiny-q8f16_1';
const JOURNAL = 'build-journal.json';
const clock = { now: () => 2_000_000 };
let writes: FailingWrites | null = null;
afterEach(() => writes?.heal());

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

/** Writes a model as a merge does: a journal on the way, what is there already with the right bytes left alone. */
async function merge(
  bench: TestBench,
  model: TestModel,
  arrival: Arrival = tinyArrival(),
): Promise<string[]> {
  const { databases } = bench.open();
  const hashing = createWebHashing();
  const sink = createStoreSink({ modelId: ID, arrival, origin: ORIGIN, hashing, clock, databases });
  const written: string[] = [];
  await sink.remove('manifest.json');
  for (const [path, bytes] of model.files) {
    if (path === 'manifest.json') continue;
    const here = await sink.read(path);
    if (here !== null && (await hashing.sha256(here)) === (await hashing.sha256(bytes))) continue;
    await sink.write(path, bytes);
    await sink.write(JOURNAL, new TextEncoder().encode(`{"done":"${path}"}`));
    written.push(path);
  }
  await sink.write('manifest.json', model.files.get('manifest.json') ?? new Uint8Array());
  await sink.remove(JOURNAL);
  return written;
}

async function expectInstalled(bench: TestBench, model: TestModel): Promise<void> {
  const { store } = bench.open();
  expect((await store.list()).map(({ manifestSha256 }) => manifestSha256)).toEqual([model.manifestSha256]);
  expect(await store.unfinished()).toEqual([]);
  for (const [path, bytes] of model.files) expect(await store.readFile(ID, path)).toEqual(bytes);
}

describe('a model that a merge writes into the store', () => {
  test('is listed with what is known of its coming, and keeps its manifest to the byte', async () => {
    const model = await createTestModel();
    const bench = createTestBench(model);
    await merge(bench, model);
    await expectInstalled(bench, model);
    const [installed] = await bench.open().store.list();
    expect(installed?.details).toMatchObject({
      name: 'Tiny of ours',
      installedBy: 'Dr. Test',
      source: { kind: 'merge', files: ['tiny.gguf'], verified: true },
    });
    expect(await bench.open().databases.own.jobs.count()).toBe(0);
  });

  // IMPORTANT: the promise of the store. Old data intact or the new model unfinished, never one that is half there.
  const failures: [WriteFailure, unknown][] = [
    ['crash', 'store/write-failed'],
    ['quota', 'store/quota-exceeded'],
    ['quota-at-commit', 'store/quota-exceeded'],
  ];
  test.each(failures)(
    'failing at any write (%s) leaves the old one or an unfinished one, which goes on to the very same bytes',
    async (failure, code) => {
      const older = await createTestModel(1);
      const newer = await createTestModel(2);
      let failAt = 0;
      for (; ; failAt++) {
        const bench = createTestBench(older);
        await bench.open().store.installFromOrigin(MODEL);
        writes = failingWrites(failAt, failure);
        const failed = await codeOf(merge(bench, newer));
        writes.heal();
        if (failed === null) break;
        expect(failed).toBe(code);

        const { store } = bench.open();
        const listed = (await store.list()).map(({ manifestSha256 }) => manifestSha256);
        const unfinished = await store.unfinished();
        if (listed.length > 0) {
          // Before the first change, or after the last one that counts.
          expect([older.manifestSha256, newer.manifestSha256]).toContain(listed[0]);
          expect(unfinished).toEqual([]);
        } else {
          expect(unfinished).toMatchObject([{ id: ID, name: 'Tiny of ours', kind: 'merge', damaged: false }]);
        }
        const model = listed[0] === older.manifestSha256 ? older : newer;
        if (listed.length > 0) for (const { path } of model.manifest.files) await store.readFile(ID, path);

        await merge(bench, newer);
        await expectInstalled(bench, newer);
      }
      // The old record and the new note, each file's row and record, the listing, the journal.
      expect(failAt).toBeGreaterThan(12);
      const bench = createTestBench(older);
      await bench.open().store.installFromOrigin(MODEL);
      expect(await merge(bench, newer)).toEqual(['params_shard_1.bin']);
      await expectInstalled(bench, newer);
    },
    60_000,
  );

  test('that breaks off stays unfinished with all that is needed to go on, until it is removed', async () => {
    const model = await createTestModel();
    const bench = createTestBench(model);
    const record = { label: 'b', files: [{ name: 'tiny.gguf', bytes: 9 }], handles: [] };
    const asked = {
      config: {} as never,
      quantization: 'q8f16_1' as const,
      installedBy: '',
      base: record,
      adapter: null,
    };
    writes = failingWrites(7, 'crash');
    await codeOf(merge(bench, model, tinyArrival({ totalBytes: 9000, merge: asked })));
    writes.heal();
    const { store, databases } = bench.open();
    const [unfinished] = await store.unfinished();
    expect(unfinished).toMatchObject({ id: ID, startedAt: 2_000_000, totalBytes: 9000, merge: asked });
    expect(unfinished?.presentBytes).toBeGreaterThanOrEqual(3000);
    await store.remove(ID);
    expect(await store.unfinished()).toEqual([]);
    const { own, model: rows, config } = databases;
    const counts = [own.models, own.files, own.jobs, rows.urls, config.urls].map((table) => table.count());
    expect(await Promise.all(counts)).toEqual([0, 0, 0, 0, 0]);
  });

  test('leaves no row of a larger version before it', async () => {
    const model = await createTestModel();
    const bench = createTestBench(model);
    const { databases } = bench.open();
    const sink = createStoreSink({
      modelId: ID,
      arrival: tinyArrival(),
      origin: ORIGIN,
      hashing: createWebHashing(),
      clock,
      databases,
    });
    await sink.write('params_shard_7.bin', new Uint8Array(500));
    await merge(bench, model);
    expect(await sink.read('params_shard_7.bin')).toBeNull();
    expect((await databases.own.files.toArray()).map(({ path }) => path).sort()).toEqual(
      [...model.files.keys()].sort(),
    );
  });

  test('is not listed once a file of it has been taken away', async () => {
    const model = await createTestModel();
    const bench = createTestBench(model);
    await merge(bench, model);
    const { databases, store } = bench.open();
    const sink = createStoreSink({
      modelId: ID,
      arrival: tinyArrival(),
      origin: ORIGIN,
      hashing: createWebHashing(),
      clock,
      databases,
    });
    await sink.remove('tokenizer.json');
    expect(await store.list()).toEqual([]);
    expect(await store.unfinished()).toMatchObject([{ id: ID, damaged: false }]);
  });
});

describe('details of a model that takes the place of another', () => {
  const evaluation = (manifestSha256: string) => ({
    schemaVersion: 1 as const,
    modelId: ID,
    manifestSha256,
    data: { name: 'test.jsonl', sha256: 'd'.repeat(64), reports: 3 },
    engine: 'cpu',
    at: 1,
    views: [
      {
        name: 'all',
        reports: 3,
        rouge1: { value: 0.5, low: 0.4, high: 0.6 },
        rouge2: { value: 0.3, low: 0.2, high: 0.4 },
        rougeL: { value: 0.4, low: 0.3, high: 0.5 },
      },
    ],
  });
  const prompt = { name: 'alpaca', template: 'F: {findings}', systemMessage: '', stop: ['</s>'] };

  test('keep a person’s words, and results only of the very same bytes', async () => {
    const [first, second] = [await createTestModel(1), await createTestModel(2)];
    const bench = createTestBench(first);
    await merge(bench, first);
    const { store } = bench.open();
    const knownAnswer = {
      at: 1,
      engine: 'cpu' as const,
      outcome: 'passed' as const,
      compared: 8,
      agreed: 8,
      detail: '',
    };
    await store.describe(ID, {
      notes: 'For chest films.',
      prompt,
      lastUsedAt: 77,
      knownAnswer,
      evaluations: [evaluation(first.manifestSha256)],
    });
    await merge(bench, first);
    const again = (await store.get(ID))?.details;
    expect(again).toMatchObject({ notes: 'For chest films.', prompt, lastUsedAt: 77, knownAnswer });
    expect(again?.evaluations).toHaveLength(1);
    await merge(bench, second, tinyArrival({ name: 'Newer' }));
    expect((await store.get(ID))?.details).toMatchObject({
      name: 'Newer',
      notes: 'For chest films.',
      prompt,
      knownAnswer: null,
      evaluations: [],
    });
  });

  test('survive a crash between unlisting the old and listing the new', async () => {
    const [first, second] = [await createTestModel(1), await createTestModel(2)];
    const bench = createTestBench(first);
    await merge(bench, first);
    await bench.open().store.describe(ID, { notes: 'Mine.' });
    for (const failAt of [3, 3]) {
      writes = failingWrites(failAt, 'crash');
      expect(await codeOf(merge(bench, second))).toBe('store/write-failed');
      writes.heal();
      expect(await bench.open().store.unfinished()).toHaveLength(1);
    }
    await merge(bench, second);
    expect((await bench.open().store.get(ID))?.details.notes).toBe('Mine.');
  });

  test('of an export come along, but no test result of another workstation', async () => {
    const model = await createTestModel();
    const bench = createTestBench(model);
    await merge(bench, model);
    await bench.open().store.describe(ID, {
      name: 'From there',
      prompt,
      knownAnswer: { at: 1, engine: 'cpu', outcome: 'passed', compared: 8, agreed: 8, detail: '' },
      verification: { at: 1, files: 5, bytes: 1, damaged: [] },
      evaluations: [evaluation(model.manifestSha256)],
    });
    const exported = (await bench.open().store.get(ID))?.details ?? null;
    const other = createTestBench(model);
    await merge(other, model, tinyArrival({ kind: 'archive', details: exported }));
    const details = (await other.open().store.get(ID))?.details;
    expect(details).toMatchObject({ name: 'From there', prompt, knownAnswer: null, verification: null });
    expect(details?.evaluations).toHaveLength(1);
    expect(details?.source.kind).toBe('archive');
  });
});
