import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Clock } from '../clock/clock.ts';
import { within } from '../clock/within.ts';
import type { Logger } from '../logger/logger.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { libraryPath } from '../net/own-path.ts';
import type { TabLocks } from '../tabs/locks.ts';
import { checkLibrary } from './check-library.ts';
import { createModelDatabases, type LibraryRecord, type ModelDatabases } from './databases.ts';
import { downloadFile } from './download-file.ts';
import { fetchLibraryIndex } from './fetch-library-index.ts';
import { forgetLibrary, libraryLock, libraryUrl } from './library-rows.ts';
import type { LibraryStore } from './library-store-port.ts';
import { rowUnlessLost } from './lost-row.ts';
import { mergeLibraries } from './merge-libraries.ts';
import { named } from './store-error.ts';
import { durably } from './transact.ts';

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

export function createLibraryStore(options: LibraryStoreOptions): LibraryStore {
  const { net, hashing, locks, clock, logger, databases = createModelDatabases() } = options;
  const { own, wasm } = databases;

  const keptRecords = (): Promise<LibraryRecord[]> =>
    named(() => own.libraries.toArray(), 'store/read-failed');
  const kept = async (): Promise<ModelLibrary[]> => (await keptRecords()).map(({ library }) => library);

  /** The library's own bytes; null when its row is gone or holds something else. */
  const wholeBytes = async (library: ModelLibrary): Promise<Uint8Array<ArrayBuffer> | null> => {
    const row = await named(
      () => rowUnlessLost(() => wasm.urls.get(libraryUrl(library))),
      'store/read-failed',
      library.file,
    );
    if (row === undefined) return null;
    if (row.data instanceof ArrayBuffer && row.data.byteLength === library.bytes) {
      const bytes = new Uint8Array(row.data);
      if ((await hashing.sha256(bytes)) === library.sha256) return bytes;
    }
    logger.error('store/repair', { bytes: library.bytes });
    return null;
  };

  const putRow = (library: ModelLibrary, data: ArrayBuffer): Promise<void> =>
    durably(wasm, () => wasm.urls.put({ url: libraryUrl(library), data }), library.file);

  const download = async (library: ModelLibrary, signal: AbortSignal | undefined): Promise<void> => {
    const { bytes: size, sha256, file } = library;
    const listed = { path: file, bytes: size, sha256 };
    const bytes = await downloadFile(net, hashing, libraryPath(library), listed, null, signal);
    signal?.throwIfAborted();
    await putRow(library, bytes.buffer);
  };

  /** Lists the library as kept, in place of another version of the same name, whose row goes last. */
  const record = async (library: ModelLibrary, brought: boolean): Promise<void> => {
    const { name } = library;
    const older = await named(() => own.libraries.get(name), 'store/read-failed');
    const same = older?.library.sha256 === library.sha256;
    // What was brought stays so when it is used; what came from our origin may be brought as well.
    if (same && (older.brought === true || !brought)) return;
    await durably(own, () => own.libraries.put({ name, library, brought }), name);
    if (older && libraryUrl(older.library) !== libraryUrl(library)) {
      await durably(wasm, () => wasm.urls.delete(libraryUrl(older.library)), name);
    }
  };

  const isBrought = async ({ name, sha256 }: ModelLibrary): Promise<boolean> => {
    const found = await named(() => own.libraries.get(name), 'store/read-failed');
    return found?.brought === true && found.library.sha256 === sha256;
  };

  return {
    kept,
    async brought() {
      return (await keptRecords()).filter(({ brought }) => brought === true).map(({ name }) => name);
    },
    async list(signal) {
      const late = new AbortController();
      const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
      try {
        const offered = await within(clock, LIST_LIMIT_MS, fetchLibraryIndex(net, either), null);
        return mergeLibraries(offered, await keptRecords());
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
    add: (library, bytes) =>
      locks.exclusive(libraryLock(library.name), async () => {
        await checkLibrary(library, bytes, hashing);
        // The row's buffer is the file and nothing else.
        await putRow(library, bytes.slice().buffer);
        await record(library, true);
        return { library, url: libraryUrl(library) };
      }),
    async read(library) {
      const bytes = await wholeBytes(library);
      if (bytes === null) throw new ReadroomError('library/bad-library', library.file);
      return bytes;
    },
    remove: (name) => forgetLibrary(databases, locks, name),
    ensure: (library, { signal } = {}) =>
      locks.exclusive(
        libraryLock(library.name),
        async () => {
          if ((await wholeBytes(library)) === null) {
            await download(library, signal).catch(async (error: unknown) => {
              const lost = error instanceof ReadroomError && error.code.startsWith('net/');
              // Our origin has never had it: only bringing it again helps.
              if (lost && (await isBrought(library)))
                throw new ReadroomError('library/bad-library', library.file, { cause: error });
              throw error;
            });
          }
          await record(library, false);
          return { library, url: libraryUrl(library) };
        },
        { ...(signal && { signal }) },
      ),
  };
}
