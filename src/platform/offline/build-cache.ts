import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { BuildFile } from '../../domain/build/asset-list.ts';
import type { KeptBuild } from '../../domain/offline/kept-build.ts';
import { sha256Hex } from '../crypto/sha256-hex.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { buildFilePath } from '../net/own-path.ts';
import { keptAnswer } from './kept-answer.ts';

/** The files of one build in a cache of their own, each in there only with the bytes that its build gave it. */
export interface BuildCache {
  /** Of the cache in the browser's storage. */
  readonly name: string;
  readonly has: (path: string) => boolean;
  /**
   * The kept file with our headers; undefined when it is not kept, or not as the build has it: whatever a script of the
   * page wrote in its place is dropped.
   */
  read(path: string): Promise<Response | undefined>;
  /**
   * Fetches what is not kept yet, one file after the other, and keeps each once its size and SHA-256 are right.
   * @throws ReadroomError `offline/damaged-file`, `offline/not-kept`, `net/…`
   */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

const PREFIX = 'readroom-build-';

export function isBuildCache(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function createBuildCache(
  { build, files }: KeptBuild,
  caches: CacheStorage,
  net: Pick<OriginFetch, 'get'>,
): BuildCache {
  const name = `${PREFIX}${build}`;
  const byPath = new Map(files.map((file) => [file.path, file]));

  const isWhole = async (bytes: ArrayBuffer, file: BuildFile): Promise<boolean> =>
    bytes.byteLength === file.bytes && (await sha256Hex(bytes)) === file.sha256;

  /** Past the HTTP cache: it may hold a damaged copy, or headers that the server has changed since. */
  const fetchWhole = async (file: BuildFile): Promise<Response> => {
    const response = await net.get(buildFilePath(file), { fresh: true });
    const bytes = await response.arrayBuffer().catch((cause: unknown) => {
      throw isAbort(cause) ? cause : new ReadroomError('net/offline', file.path, { cause });
    });
    if (!(await isWhole(bytes, file))) throw new ReadroomError('offline/damaged-file', file.path);
    return keptAnswer(bytes, response);
  };

  return {
    name,
    has: (path) => byPath.has(path),
    async read(path) {
      const cache = await caches.open(name);
      const file = byPath.get(path);
      const kept = await cache.match(path);
      if (file === undefined || kept === undefined) return undefined;
      const bytes = await kept.arrayBuffer();
      if (await isWhole(bytes, file)) return keptAnswer(bytes, kept);
      await cache.delete(path);
      return undefined;
    },
    async keep() {
      const cache = await caches.open(name);
      for (const file of files) {
        if ((await cache.match(file.path)) !== undefined) continue;
        const response = await fetchWhole(file);
        await cache.put(file.path, response).catch((cause: unknown) => {
          throw new ReadroomError('offline/not-kept', file.path, { cause });
        });
      }
    },
    async drop() {
      await caches.delete(name);
    },
  };
}
