import { describe, expect, it } from 'vitest';
import { createKnownAnswerCache } from '../platform/model-store/known-answer-cache.ts';
import { builtInStore } from '../testing/store/built-in-store.ts';
import { answerInstalled } from './answer-installed.ts';

const ID = 'tiny-q8f16_1';

/** A model that was built straight into a browser's store, in its manifest with or without the answer. */
async function installed(withKnownAnswer: boolean) {
  const { databases, manifest, store } = await builtInStore({ withKnownAnswer });
  const read: string[] = [];
  const counting = {
    get: (id: string) => store.get(id),
    readFile: (id: string, path: string) => {
      read.push(path);
      return store.readFile(id, path);
    },
  };
  const answer = (signal = new AbortController().signal, onProgress = (): void => undefined) =>
    answerInstalled(counting, createKnownAnswerCache(databases), ID, signal, onProgress);
  return { answer, read, manifest, databases, store };
}

describe('answerInstalled', () => {
  it('is what the build would have written, and is computed once', async () => {
    const { manifest } = await installed(true);
    const { answer, read } = await installed(false);
    expect(await answer()).toEqual(manifest.knownAnswer);
    const reads = read.length;
    expect(reads).toBeGreaterThan(0);
    expect(await answer()).toEqual(manifest.knownAnswer);
    expect(read).toHaveLength(reads);
  });

  it('reads no shard when the manifest has the answer', async () => {
    const { answer, read, manifest } = await installed(true);
    expect(await answer()).toEqual(manifest.knownAnswer);
    expect(read).toEqual([]);
  });

  it('computes it again when what was kept is damaged or belongs to another build', async () => {
    const { answer, read, databases } = await installed(false);
    const first = await answer();
    await databases.own.models.update(ID, { knownAnswer: { ...first, argmax: [] } });
    read.length = 0;
    expect(await answer()).toEqual(first);
    expect(read.length).toBeGreaterThan(0);
    await databases.own.models.update(ID, { manifestSha256: '0'.repeat(64) });
    const cache = createKnownAnswerCache(databases);
    const record = (await databases.own.models.get(ID))!;
    await cache.put({ ...record, baseUrl: '', manifestSha256: '1'.repeat(64) }, { ...first, argmax: [] });
    expect((await databases.own.models.get(ID))?.knownAnswer).toEqual(first);
    expect(await cache.get({ ...record, baseUrl: '', manifestSha256: '1'.repeat(64) })).toBeNull();
  });

  it('is never computed from damaged shards', async () => {
    const { answer, databases } = await installed(false);
    for (const { url, data } of await databases.model.urls.toArray()) {
      if (!url.endsWith('params_shard_0.bin')) continue;
      new Uint8Array(data as ArrayBuffer)[9]! ^= 1;
      await databases.model.urls.put({ url, data });
    }
    await expect(answer()).rejects.toThrow('model/shard-hash-mismatch');
  });

  it('says that the model is not installed, and stops when it is cancelled', async () => {
    const { answer, store } = await installed(false);
    const controller = new AbortController();
    const run = answer(controller.signal, () => controller.abort());
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await store.remove(ID);
    await expect(answer()).rejects.toThrow('store/not-installed');
  });
});
