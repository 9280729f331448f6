import { expect, test } from 'vitest';
import type { tokenizerFacts } from '../pipeline/shards/tokenizer-facts.ts';
import { createTokenCodec } from '../pipeline/tokenizer/token-codec.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { createTokenTextStream } from '../platform/engine/token-table.ts';
import { wordOf } from '../platform/engine/wllama/token-words.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { tinyArrival } from '../testing/generators/tiny-arrival.ts';
import { testHashing } from '../testing/generators/tiny-build.ts';
import { builtInStore, STORE_ORIGIN } from '../testing/store/built-in-store.ts';
import { openModelView } from './open-model-view.ts';
import { tokenTable } from './token-table.ts';

const ORIGIN = STORE_ORIGIN;

const never = new AbortController().signal;

test('a model built into the store is installed, and its view speaks in words and checks every file', async () => {
  const { store, manifest, hashes } = await builtInStore();
  expect((await store.list()).map((model) => model.manifest.id)).toEqual([manifest.id]);
  for (const { path, sha256 } of manifest.files) expect(hashes.get(path)).toBe(sha256);

  let last = { doneBytes: 0, totalBytes: 0 };
  const { gguf, tokens } = await openModelView(store, manifest.id, never, (progress) => (last = progress));
  expect(last).toEqual({ doneBytes: manifest.totalBytes, totalBytes: manifest.totalBytes });
  const head = await gguf.text();
  expect(head.startsWith('GGUF')).toBe(true);
  const { vocabSize } = manifest.architecture;
  expect(head).toContain(`Ġ${wordOf(vocabSize - 1)}`);
  expect(head).not.toContain('<|im_start|>');

  const tokenizerJson = new TextDecoder().decode(await store.readFile(manifest.id, 'tokenizer.json'));
  const codec = createTokenCodec(tokenizerJson);
  const text = 'Größe 12 mm – unchanged.';
  const stream = createTokenTextStream(tokens);
  const ids = codec.encodePrompt([{ kind: 'plain', text }]);
  expect(ids.map((id) => stream.push(id)).join('') + stream.end()).toBe(text);
});

test('one flipped bit in any stored file stops the load by name', async () => {
  const { store, databases, manifest } = await builtInStore();
  for (const { path } of manifest.files.filter(({ role }) => role !== 'tensor-cache')) {
    const url = `${ORIGIN}/models/${manifest.id}/resolve/main/${path}`;
    const cache = path === 'mlc-chat-config.json' ? databases.config : databases.model;
    const record = await databases.own.files.get([manifest.id, path]);
    const row = await cache.urls.get(url);
    const damaged = new Uint8Array((row?.data as ArrayBuffer).slice(0));
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 4;
    await cache.urls.put({ url, data: damaged.buffer });
    await expect(openModelView(store, manifest.id, never, () => undefined)).rejects.toMatchObject({
      code: 'model/shard-hash-mismatch',
      detail: path,
    });
    await cache.urls.put({ url, data: row?.data });
    if (record) await databases.own.files.put(record);
  }
});

test('a model that is not installed, and a cancelled load, say so', async () => {
  const { store, manifest } = await builtInStore();
  await expect(openModelView(store, 'none', never, () => undefined)).rejects.toMatchObject({
    code: 'store/not-installed',
  });
  const load = openModelView(store, manifest.id, AbortSignal.abort(), () => undefined);
  await expect(load).rejects.toMatchObject({ name: 'AbortError' });
});

test('a sink lists no model whose files are not all there', async () => {
  const { databases, manifest, store } = await builtInStore();
  const clock = createManualClock();
  const sink = createStoreSink({
    modelId: manifest.id,
    arrival: tinyArrival(),
    origin: ORIGIN,
    hashing: testHashing,
    clock,
    databases,
  });
  const written = await sink.read('manifest.json');
  await sink.remove('manifest.json');
  expect(await store.list()).toEqual([]);
  await sink.remove('params_shard_0.bin');
  await expect(sink.write('manifest.json', written ?? new Uint8Array())).rejects.toMatchObject({
    code: 'model/inconsistent',
  });
  expect(await store.list()).toEqual([]);
});

test('SentencePiece vocabularies come back as text too: blanks, bytes, nothing for special tokens', () => {
  const json = {
    model: {
      type: 'BPE',
      byte_fallback: true,
      vocab: { '<unk>': 0, '<s>': 1, '▁No': 2, '<0xC3>': 3, '<0xA9>': 4 },
      merges: [],
    },
    added_tokens: [{ id: 1, content: '<s>', special: true }],
  };
  const facts = { ...tokenizerFactsOf(json) };
  const stream = createTokenTextStream(tokenTable(facts, 8));
  expect([1, 2, 3, 4, 7].map((id) => stream.push(id))).toEqual(['', ' No', '', 'é', '']);
});

function tokenizerFactsOf(json: {
  model: { vocab: Record<string, number> };
}): ReturnType<typeof tokenizerFacts> {
  return {
    tokens: new Map(Object.entries(json.model.vocab).map(([text, id]) => [id, text])),
    merges: [],
    specialIds: new Map([['<s>', 1]]),
    userDefinedIds: new Set(),
    byteFallback: true,
    preTokenizer: null,
    leadingSpecialId: () => null,
  };
}
