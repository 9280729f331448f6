import type Dexie from 'dexie';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import type { CacheDatabase, FileRecord, ModelDatabases } from './databases.ts';
import { named } from './store-error.ts';

/** The form in which web-llm itself would store a file (its source: fetchWithCache's store types). */
interface RowForm {
  readonly database: 'model' | 'config';
  readonly data: 'arraybuffer' | 'json';
}

const ROW_FORMS: Readonly<Record<string, RowForm>> = {
  'tensor-cache.json': { database: 'model', data: 'json' },
  'tokenizer.json': { database: 'model', data: 'arraybuffer' },
  'mlc-chat-config.json': { database: 'config', data: 'arraybuffer' },
};
const SHARD_FORM: RowForm = { database: 'model', data: 'arraybuffer' };
const SHARD_NAME = /^params_shard_\d+\.bin$/;

/** Null for files that web-llm never asks for, such as a build's journal: they live in our own database. */
function rowForm(path: string): RowForm | null {
  return ROW_FORMS[path] ?? (SHARD_NAME.test(path) ? SHARD_FORM : null);
}

/** The rows of one origin's models: file bytes in, file bytes out. */
export interface CacheRows {
  baseUrl(modelId: string): string;
  /**
   * Stores a file's row and, when that is durable, its record.
   * @throws ReadroomError `store/quota-exceeded`, `store/…`
   */
  write(modelId: string, path: string, bytes: Uint8Array, sha256: string, now: number): Promise<void>;
  /** The file's bytes as they were written, unverified; null when there are none. */
  read(modelId: string, path: string): Promise<Uint8Array | null>;
  /** Paths of a model's files that have both record and row. */
  present(modelId: string): Promise<ReadonlyMap<string, FileRecord>>;
  forget(modelId: string, path: string): Promise<void>;
  /** Removes every row and record of the model, known or stray. */
  forgetAll(modelId: string): Promise<void>;
}

export function createCacheRows(databases: ModelDatabases, origin: string): CacheRows {
  const { own } = databases;
  const baseUrl = (modelId: string): string => `${origin}${modelBasePath(modelId)}`;
  const urlOf = (modelId: string, path: string): string => baseUrl(modelId) + path;
  const caches: readonly CacheDatabase[] = [databases.model, databases.config];
  const recordsOf = (modelId: string) =>
    own.files.where('[modelId+path]').between([modelId, ''], [modelId, '\uffff']);

  return {
    baseUrl,
    async write(modelId, path, bytes, sha256, now) {
      const form = rowForm(path);
      const url = urlOf(modelId, path);
      if (form !== null) {
        const data = form.data === 'json' ? parseJson(path, bytes) : wholeBuffer(bytes);
        const cache = databases[form.database];
        await durably(cache, () => void cache.urls.put({ url, data }), path);
      }
      const raw = form?.data === 'arraybuffer' ? null : bytes;
      const record: FileRecord = { modelId, path, bytes: bytes.length, sha256, verifiedAt: now, raw };
      await durably(own, () => void own.files.put(record), path);
    },
    read: (modelId, path) =>
      named(
        async () => {
          const form = rowForm(path);
          const row = form === null ? null : await databases[form.database].urls.get(urlOf(modelId, path));
          if (row === undefined) return null;
          if (row !== null && form?.data === 'arraybuffer') {
            return row.data instanceof ArrayBuffer ? new Uint8Array(row.data) : null;
          }
          const raw = (await own.files.get([modelId, path]))?.raw ?? null;
          if (raw === null || row === null) return raw;
          // What web-llm would read must say the same as the bytes whose hash we know.
          return JSON.stringify(row.data) === JSON.stringify(parseJson(path, raw)) ? raw : null;
        },
        'store/read-failed',
        path,
      ),
    present: (modelId) =>
      named(async () => {
        const prefix = baseUrl(modelId);
        const urls = new Set<string>();
        for (const cache of caches) {
          for (const url of await cache.urls.where('url').startsWith(prefix).primaryKeys()) urls.add(url);
        }
        const records = await recordsOf(modelId).toArray();
        const whole = records.filter(({ path }) => rowForm(path) === null || urls.has(prefix + path));
        return new Map(whole.map((record) => [record.path, record]));
      }, 'store/read-failed'),
    forget: (modelId, path) =>
      named(async () => {
        await own.files.delete([modelId, path]);
        const form = rowForm(path);
        if (form !== null) await databases[form.database].urls.delete(urlOf(modelId, path));
      }, 'store/write-failed'),
    forgetAll: (modelId) =>
      named(async () => {
        await recordsOf(modelId).delete();
        for (const cache of caches) await cache.urls.where('url').startsWith(baseUrl(modelId)).delete();
      }, 'store/write-failed'),
  };
}

/**
 * Resolves when the transaction has completed. The operation inside is not awaited: when the quota runs out its own
 * promise may never settle (Dexie issue 840), the transaction's always does.
 */
export function durably(database: Dexie, write: () => void, detail: string): Promise<void> {
  return named(() => database.transaction('rw', database.tables, write), 'store/write-failed', detail);
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ReadroomError('model/manifest-invalid', path, { cause });
  }
}

/** web-llm expects a buffer that is the file and nothing else. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? buffer : bytes.slice().buffer;
}
