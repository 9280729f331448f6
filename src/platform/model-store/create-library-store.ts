import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Clock } from '../clock/clock.ts';
import { within } from '../clock/within.ts';
import type { Logger } from '../logger/logger.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import type { TabLocks } from '../tabs/locks.ts';
import { durably } from './cache-rows.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import { downloadFile } from './download-file.ts';
import { fetchLibraryIndex, LIBRARY_FOLDER } from './fetch-library-index.ts';
import type { LibraryStore } from './library-store-port.ts';
import { named } from './store-error.ts';

export interface LibraryStoreOptions {
  readonly net: OriginFetch;
  readonly hashing: Hashing;
  readonly locks: TabLocks;
  readonly clock: Pick<Clock, 'after'>;
  readonly logger: Logger;
  /** `createModelDatabases()` when left out. */
  readonly databases?: ModelDatabases;
}

/** A network that swallows what is sent must not keep a model from loading that is all here. */
const LIST_LIMIT_MS = 5_000;

/**
 * Key of a library's row. It is an address that cannot exist: web-llm takes the row for it, and were the row missing
 * it could fetch nothing in its place. (With our own address it would fetch past its cache, unchecked, whenever that
 * contains `localhost`: its source, `fetchWasmSource`.) The hash in it keeps versions apart.
 */
function libraryUrl({ sha256, file }: ModelLibrary): string {
  return `https://model-libs.invalid/${sha256}/${file}`;
}

export function createLibraryStore(options: LibraryStoreOptions): LibraryStore {
  const { net, hashing, locks, clock, logger, databases = createModelDatabases() } = options;
  const { own, wasm } = databases;

  const kept = async (): Promise<ModelLibrary[]> => {
    const records = await named(() => own.libraries.toArray(), 'store/read-failed');
    return records.map(({ library }) => library);
  };

  /** Whether the row holds just the library's bytes. */
  const isWhole = async (library: ModelLibrary): Promise<boolean> => {
    const row = await named(() => wasm.urls.get(libraryUrl(library)), 'store/read-failed', library.file);
    if (!(row?.data instanceof ArrayBuffer) || row.data.byteLength !== library.bytes) {
      if (row !== undefined) logger.error('store/repair', { bytes: library.bytes });
      return false;
    }
    if ((await hashing.sha256(new Uint8Array(row.data))) === library.sha256) return true;
    logger.error('store/repair', { bytes: library.bytes });
    return false;
  };

  const download = async (library: ModelLibrary, signal: AbortSignal | undefined): Promise<void> => {
    const { bytes: size, sha256, file } = library;
    const listed = { path: file, bytes: size, sha256 };
    const bytes = await downloadFile(net, hashing, LIBRARY_FOLDER, listed, null, signal);
    signal?.throwIfAborted();
    const row = { url: libraryUrl(library), data: bytes.buffer };
    await durably(wasm, () => void wasm.urls.put(row), file);
  };

  /** Lists the library as kept, in place of an older version of the same name, whose row goes last. */
  const record = async (library: ModelLibrary): Promise<void> => {
    const { name } = library;
    const older = await named(() => own.libraries.get(name), 'store/read-failed');
    if (older?.library.sha256 === library.sha256) return;
    await durably(own, () => void own.libraries.put({ name, library }), name);
    if (older) await named(() => wasm.urls.delete(libraryUrl(older.library)), 'store/write-failed', name);
  };

  return {
    kept,
    async list(signal) {
      const late = new AbortController();
      const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
      try {
        const offered = await within(clock, LIST_LIMIT_MS, fetchLibraryIndex(net, either), null);
        return offered ?? (await kept());
      } catch (error) {
        if (!(error instanceof ReadroomError) || !error.code.startsWith('net/')) throw error;
        // A proxy's page in place of the index is no reason either not to use what is here.
        const here = await kept();
        if (here.length === 0 && error.code === 'net/bad-library-index') throw error;
        return here;
      } finally {
        late.abort();
      }
    },
    ensure: (library, { signal } = {}) =>
      locks.exclusive(
        `readroom/library/${library.name}`,
        async () => {
          if (!(await isWhole(library))) await download(library, signal);
          await record(library);
          return { library, url: libraryUrl(library) };
        },
        { ...(signal && { signal }) },
      ),
  };
}
