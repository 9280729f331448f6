import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { tinyLibrary } from '../generators/tiny-library.ts';
import { createManualClock } from '../../platform/clock/manual-clock.ts';
import { createWebHashing } from '../../platform/crypto/web-hashing.ts';
import { createMemoryLogger } from '../../platform/logger/memory-logger.ts';
import { createOriginFetch } from '../../platform/net/origin-fetch.ts';
import { createLocalLocks } from '../../platform/tabs/local-locks.ts';
import { createLibraryStore } from '../../platform/model-store/create-library-store.ts';
import { createModelDatabases, type ModelDatabases } from '../../platform/model-store/databases.ts';
import type { LibraryStore } from '../../platform/model-store/library-store-port.ts';

const ORIGIN = 'http://localhost:4173';
export const WASM = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) & 255);
export const OTHER = Uint8Array.from({ length: 4000 }, (_, i) => (i * 17) & 255);

export const describedAs = async (
  bytes: Uint8Array,
  change: Partial<ModelLibrary> = {},
): Promise<ModelLibrary> =>
  tinyLibrary({ bytes: bytes.length, sha256: await createWebHashing().sha256(bytes), ...change });

export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

export const index = (...libraries: unknown[]): Response => Response.json({ schemaVersion: 1, libraries });

/** One browser storage and one server; `open` is a page that was just loaded. */
export interface LibraryBench {
  readonly idb: IDBFactory;
  /** Paths that were asked of the server. */
  readonly asked: string[];
  readonly files: Map<string, () => Response>;
  online: boolean;
  readonly clock: ReturnType<typeof createManualClock>;
  /** A network that swallows what is sent. */
  silent: boolean;
  step: () => void;
  open(): { readonly store: LibraryStore; readonly databases: ModelDatabases };
}

export function createBench(): LibraryBench {
  const idb = new IDBFactory();
  const locks = createLocalLocks();
  const clock = createManualClock();
  const bench: LibraryBench = {
    idb,
    asked: [],
    files: new Map(),
    online: true,
    clock,
    silent: false,
    step: () => undefined,
    open() {
      const databases = createModelDatabases({ indexedDB: idb, IDBKeyRange });
      const web = createWebHashing();
      const hashing = { ...web, sha256: (bytes: Uint8Array) => (bench.step(), web.sha256(bytes)) };
      const net = createOriginFetch(ORIGIN, (url) => {
        bench.step();
        const path = url.replace(`${ORIGIN}/model-libs/`, '');
        bench.asked.push(path);
        if (bench.silent) return new Promise<Response>(() => undefined);
        if (!bench.online) return Promise.reject(new TypeError('Failed to fetch'));
        return Promise.resolve(bench.files.get(path)?.() ?? new Response('', { status: 404 }));
      });
      const logger = createMemoryLogger(createManualClock(0));
      return { store: createLibraryStore({ net, hashing, locks, clock, logger, databases }), databases };
    },
  };
  return bench;
}

export async function served(
  bytes = WASM,
): Promise<{ readonly bench: LibraryBench; readonly library: ModelLibrary }> {
  const bench = createBench();
  const library = await describedAs(bytes);
  bench.files.set('index.json', () => index(library));
  bench.files.set(library.file, () => new Response(bytes.slice()));
  return { bench, library };
}
