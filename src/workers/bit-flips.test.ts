import { expect, test } from 'vitest';
import { createRandom } from '../testing/generators/random.ts';
import { builtInStore, STORE_ORIGIN, type BuiltInStore } from '../testing/store/built-in-store.ts';
import { openModelView } from './open-model-view.ts';
import { verifyFiles } from './verify-files.ts';

/** `READROOM_BIT_FLIPS=1000` is the long form. Each flip is looked for by what either engine does before it loads. */
const FLIPS = Number(process.env['READROOM_BIT_FLIPS'] ?? 60);
const SEED = 20_261_122;
/** tensor-cache.json is kept twice, parsed for web-llm and as it was: when the two differ the file counts as gone. */
const DAMAGE = ['model/shard-hash-mismatch', 'store/file-missing'];
const never = new AbortController().signal;

const LOADS: readonly (readonly [engine: string, load: (bench: BuiltInStore) => Promise<unknown>])[] = [
  ['cpu', ({ store, manifest }) => openModelView(store, manifest.id, never, () => undefined)],
  ['webgpu', ({ store, manifest }) => verifyFiles(store, manifest, never, () => undefined)],
];

interface StoredBytes {
  readonly path: string;
  readonly length: number;
  /** Flips one bit of what is stored; resolves to what puts everything back. */
  flip(bit: number): Promise<() => Promise<void>>;
}

/** Everything that is stored of the model's files: rows of web-llm's databases, and bytes that our own keeps. */
async function storedBytes({ databases, manifest }: BuiltInStore): Promise<StoredBytes[]> {
  const { own } = databases;
  const found: StoredBytes[] = [];
  for (const { path } of manifest.files) {
    const key: [string, string] = [manifest.id, path];
    const record = await own.files.get(key);
    if (record === undefined) throw new Error(`${path} has no record`);
    const url = `${STORE_ORIGIN}/models/${manifest.id}/resolve/main/${path}`;
    for (const cache of [databases.model, databases.config]) {
      const row = await cache.urls.get(url);
      if (row === undefined) continue;
      const restore = async (): Promise<void> => {
        await cache.urls.put(row);
        await own.files.put(record);
      };
      if (row.data instanceof ArrayBuffer) {
        const data = row.data;
        const flip = async (bit: number): Promise<() => Promise<void>> => {
          await cache.urls.put({ url, data: flipped(new Uint8Array(data), bit).buffer });
          return restore;
        };
        found.push({ path, length: data.byteLength, flip });
      }
      const { raw } = record;
      if (raw !== null) {
        const flip = async (bit: number): Promise<() => Promise<void>> => {
          await own.files.put({ ...record, raw: flipped(raw, bit) });
          return restore;
        };
        found.push({ path, length: raw.length, flip });
      }
    }
  }
  return found;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test(`${FLIPS} random single-bit flips of what is stored are all found by both engines before they load`, async () => {
  const bench = await builtInStore();
  const stored = await storedBytes(bench);
  expect(new Set(stored.map(({ path }) => path)).size).toBe(bench.manifest.files.length);
  const total = stored.reduce((sum, { length }) => sum + length, 0);
  const random = createRandom(SEED);
  for (let flip = 0; flip < FLIPS; flip++) {
    let byte = random.integer(total);
    const place = stored.find(({ length }) => {
      if (byte < length) return true;
      byte -= length;
      return false;
    });
    const bit = byte * 8 + random.integer(8);
    for (const [engine, load] of LOADS) {
      const restore = await place?.flip(bit);
      const found = await load(bench).then(
        () => null,
        (error: unknown) => error as { readonly code?: string; readonly detail?: string },
      );
      const where = `flip ${flip}, bit ${bit} of ${place?.path ?? ''}, ${engine}`;
      expect(DAMAGE, where).toContain(found?.code);
      expect(found?.detail, where).toBe(place?.path);
      await restore?.();
    }
  }
  for (const [, load] of LOADS) await load(bench);
}, 120_000);
