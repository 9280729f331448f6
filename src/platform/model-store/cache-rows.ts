import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath, modelOfPath } from '../../domain/model/catalog.ts';
import {
  filesOf,
  type CacheDatabase,
  type CacheRow,
  type FileRecord,
  type ModelDatabases,
} from './databases.ts';
import { rowUnlessLost } from './lost-row.ts';
import { named } from './store-error.ts';
import { durably } from './transact.ts';

/** The form in which web-llm itself would store a file (its source: fetchWithCache's store types). */
interface RowForm {
  readonly database: 'model' | 'config';
  readonly data: 'arraybuffer' | 'json';
}

const ROW_FORMS: ReadonlyMap<string, RowForm> = new Map<string, RowForm>([
  ['tensor-cache.json', { database: 'model', data: 'json' }],
  ['tokenizer.json', { database: 'model', data: 'arraybuffer' }],
  ['mlc-chat-config.json', { database: 'config', data: 'arraybuffer' }],
]);
const SHARD_FORM: RowForm = { database: 'model', data: 'arraybuffer' };
const SHARD_NAME = /^params_shard_\d+\.bin$/;

/** Null for files that web-llm never asks for, such as a build's journal: they live in our own database. */
function rowForm(path: string): RowForm | null {
  return ROW_FORMS.get(path) ?? (SHARD_NAME.test(path) ? SHARD_FORM : null);
}

/** The rows of one origin's models: file bytes in, file bytes out. */
export interface CacheRows {
  baseUrl(modelId: string): string;
  /**
   * Stores a file's row and, when that is durable, its record.
   * @throws ReadroomError `store/quota-exceeded`, `store/…`
   */
  write(modelId: string, path: string, bytes: Uint8Array, sha256: string, now: number): Promise<void>;
  /** The file's bytes as they were written, unverified; null when there are none or their writing was cut short. */
  read(modelId: string, path: string): Promise<Uint8Array | null>;
  /** Paths of a model's files that have both record and row. */
  present(modelId: string): Promise<ReadonlyMap<string, FileRecord>>;
  /** Every model of which a row or a file's record is here, strays of a crash included. */
  modelIds(): Promise<ReadonlySet<string>>;
  forget(modelId: string, path: string): Promise<void>;
  /** Removes what an older model of that id left behind: records and rows of other files than these. */
  forgetOthers(modelId: string, paths: ReadonlySet<string>): Promise<void>;
  /** Removes every row and record of the model, known or stray. */
  forgetAll(modelId: string): Promise<void>;
}

export function createCacheRows(databases: ModelDatabases, origin: string): CacheRows {
  const { own } = databases;
  const baseUrl = (modelId: string): string => `${origin}${modelBasePath(modelId)}`;
  const urlOf = (modelId: string, path: string): string => baseUrl(modelId) + path;
  const caches: readonly CacheDatabase[] = [databases.model, databases.config];
  const getRow = (database: RowForm['database'], url: string): Promise<CacheRow | undefined> =>
    rowUnlessLost(() => databases[database].urls.get(url));
  const urlsIn = (cache: CacheDatabase, modelId: string): Promise<string[]> =>
    named(() => cache.urls.where('url').startsWith(baseUrl(modelId)).primaryKeys(), 'store/read-failed');

  const forgetOthers = async (modelId: string, paths: ReadonlySet<string>): Promise<void> => {
    const prefix = baseUrl(modelId);
    const records = await named(() => filesOf(own, modelId).primaryKeys(), 'store/read-failed');
    const others = records.filter(([, path]) => !paths.has(path));
    if (others.length > 0) await durably(own, () => own.files.bulkDelete(others), modelId);
    for (const cache of caches) {
      const urls = await urlsIn(cache, modelId);
      const stray = urls.filter((url) => !paths.has(url.slice(prefix.length)));
      if (stray.length > 0) await durably(cache, () => cache.urls.bulkDelete(stray), modelId);
    }
  };

  return {
    baseUrl,
    async write(modelId, path, bytes, sha256, now) {
      const form = rowForm(path);
      const url = urlOf(modelId, path);
      // IMPORTANT: a record must never vouch for other bytes than its own, not even when the tab dies in between.
      await durably(own, () => own.files.delete([modelId, path]), path);
      if (form !== null) {
        const data = form.data === 'json' ? parseJson(path, bytes) : wholeBuffer(bytes);
        const cache = databases[form.database];
        await durably(cache, () => cache.urls.put({ url, data }), path);
      }
      const raw = form?.data === 'arraybuffer' ? null : bytes;
      const record: FileRecord = { modelId, path, bytes: bytes.length, sha256, verifiedAt: now, raw };
      await durably(own, () => own.files.put(record), path);
    },
    read: (modelId, path) =>
      named(
        async () => {
          const form = rowForm(path);
          const row = form === null ? null : await getRow(form.database, urlOf(modelId, path));
          const record = await own.files.get([modelId, path]);
          if (row === undefined || record === undefined) return null;
          if (row !== null && form?.data === 'arraybuffer') {
            return row.data instanceof ArrayBuffer ? new Uint8Array(row.data) : null;
          }
          const { raw } = record;
          if (raw === null || row === null) return raw;
          // What web-llm would read must say the same as the bytes whose hash we know.
          return saysTheSame(row.data, raw) ? raw : null;
        },
        'store/read-failed',
        path,
      ),
    present: (modelId) =>
      named(async () => {
        const prefix = baseUrl(modelId);
        const urls = new Set<string>();
        for (const cache of caches) for (const url of await urlsIn(cache, modelId)) urls.add(url);
        const records = await filesOf(own, modelId).toArray();
        const whole = records.filter(({ path }) => rowForm(path) === null || urls.has(prefix + path));
        return new Map(whole.map((record) => [record.path, record]));
      }, 'store/read-failed'),
    modelIds: () =>
      named(async () => {
        const ids = new Set((await own.files.toCollection().primaryKeys()).map(([modelId]) => modelId));
        for (const cache of caches) {
          for (const url of await cache.urls.toCollection().primaryKeys()) {
            const id = url.startsWith(origin) ? modelOfPath(url.slice(origin.length)) : null;
            if (id !== null) ids.add(id);
          }
        }
        return ids;
      }, 'store/read-failed'),
    async forget(modelId, path) {
      await durably(own, () => own.files.delete([modelId, path]), path);
      const form = rowForm(path);
      if (form === null) return;
      const cache = databases[form.database];
      await durably(cache, () => cache.urls.delete(urlOf(modelId, path)), path);
    },
    forgetOthers,
    forgetAll: (modelId) => forgetOthers(modelId, new Set()),
  };
}

/** Bytes that are no JSON any more are left to whoever compares their hash. */
function saysTheSame(data: unknown, raw: Uint8Array): boolean {
  try {
    return JSON.stringify(data) === JSON.stringify(JSON.parse(new TextDecoder().decode(raw)));
  } catch {
    return true;
  }
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
