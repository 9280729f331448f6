import { expect, test } from 'vitest';
import { createTestModel } from './test-model.ts';
import { createTestBench, FOLDER, MODEL, ORIGIN } from './test-store.ts';

const SHARDS = ['params_shard_0.bin', 'params_shard_1.bin'];

test('rows are those that web-llm itself would write: version 1, store urls, its forms of data', async () => {
  const b = createTestBench(await createTestModel());
  const { store, databases } = b.open();
  await store.installFromOrigin(MODEL);
  for (const database of [databases.own, databases.model, databases.config]) database.close();
  const rows = async (name: string): Promise<Map<string, unknown>> => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = b.idb.open(name, 1);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
    expect([...db.objectStoreNames]).toEqual(['urls']);
    const store = db.transaction('urls').objectStore('urls');
    expect(store.keyPath).toBe('url');
    const all = await new Promise<{ url: string; data: unknown }[]>((resolve) => {
      const request = store.getAll();
      request.onsuccess = () => resolve(request.result as { url: string; data: unknown }[]);
    });
    return new Map(all.map(({ url, data }) => [url.replace(ORIGIN + FOLDER, ''), data]));
  };
  const model = await rows('webllm/model');
  expect([...model.keys()].sort()).toEqual([...SHARDS, 'tensor-cache.json', 'tokenizer.json']);
  expect(model.get('tensor-cache.json')).toEqual({ metadata: { ParamSize: 2 }, records: [] });
  for (const path of [...SHARDS, 'tokenizer.json']) expect(model.get(path)).toBeInstanceOf(ArrayBuffer);
  const config = await rows('webllm/config');
  expect([...config.keys()]).toEqual(['mlc-chat-config.json']);
  expect(config.get('mlc-chat-config.json')).toBeInstanceOf(ArrayBuffer);
});
