import { expect, test } from 'vitest';
import { createTestModel } from './test-model.ts';
import { createTestBench, FOLDER, MODEL, ORIGIN } from './test-store.ts';

const ID = 'tiny-q8f16_1';

test('a model that is being removed is at no moment offered as unfinished or damaged', async () => {
  const bench = createTestBench(await createTestModel());
  const { store } = bench.open();
  await store.installFromOrigin(MODEL);
  const other = bench.open().store;
  const seen: unknown[] = [];
  let over = false;
  const watch = async (): Promise<void> => {
    while (!over) seen.push(...(await other.unfinished()));
  };
  const watching = [watch(), watch(), watch()];
  await store.remove(ID);
  over = true;
  await Promise.all(watching);
  expect(seen).toEqual([]);
  expect(await other.unfinished()).toEqual([]);
});

test('what stands between the two steps of a removal is left out, and told when nobody is at work on it', async () => {
  const bench = createTestBench(await createTestModel());
  const { store, databases } = bench.open();
  await store.installFromOrigin(MODEL);
  // As after the first step: the record is gone, the rows are not.
  await bench.locks.exclusive(`readroom/model/${ID}`, async () => {
    await databases.own.models.delete(ID);
    expect(await store.unfinished()).toEqual([]);
  });
  expect(await store.unfinished()).toMatchObject([{ id: ID, damaged: false }]);
});

test('a model whose row was lost is told while nobody works on it, and not while it is repaired', async () => {
  const bench = createTestBench(await createTestModel());
  const { store, databases } = bench.open();
  await store.installFromOrigin(MODEL);
  await databases.model.urls.delete(`${ORIGIN}${FOLDER}params_shard_1.bin`);
  expect(await store.unfinished()).toMatchObject([{ id: ID, damaged: true }]);
  await bench.locks.exclusive(`readroom/model/${ID}`, async () => {
    expect(await store.unfinished()).toEqual([]);
  });
});
