import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { BuildFile } from '../../domain/build/asset-list.ts';
import type { KeptBuild } from '../../domain/offline/kept-build.ts';
import { sha256Hex } from '../crypto/sha256-hex.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { buildFilePath } from '../net/own-path.ts';

/** The files of one build in a cache of their own, each in there only with the bytes that its build gave it. */
export interface BuildCache {
  /** Of the cache in the browser's storage. */
  readonly name: string;
  readonly has: (path: string) => boolean;
  /** The kept answer, with the headers that the server sent with it; undefined when it is not kept. */
  read(path: string): Promise<Response | undefined>;
  /**
   * Fetches what is not kept yet, one file after the other, and keeps each once its size and SHA-256 are right.
   * @throws ReadroomError `offline/damaged-file`, `offline/not-kept`, `net/…`
   */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

const PREFIX = 'readroom-build-';

/** They describe the bytes on the wire and how they were chosen; what is kept are the unpacked ones, for everybody. */
const WIRE_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding', 'vary'] as const;

export function isBuildCache(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function createBuildCache(
  { build, files }: KeptBuild,
  caches: CacheStorage,
  net: Pick<OriginFetch, 'get'>,
): BuildCache {
  const name = `${PREFIX}${build}`;
  const paths = new Set(files.map(({ path }) => path));

  /** Past the HTTP cache: it may hold a damaged copy, or headers that the server has changed since. */
  const fetchWhole = async (file: BuildFile): Promise<Response> => {
    const response = await net.get(buildFilePath(file), { fresh: true });
    const bytes = await response.arrayBuffer().catch((cause: unknown) => {
      throw isAbort(cause) ? cause : new ReadroomError('net/offline', file.path, { cause });
    });
    if (bytes.byteLength !== file.bytes || (await sha256Hex(bytes)) !== file.sha256) {
      throw new ReadroomError('offline/damaged-file', file.path);
    }
    const headers = new Headers(response.headers);
    for (const header of WIRE_HEADERS) headers.delete(header);
    return new Response(bytes, { status: 200, headers });
  };

  return {
    name,
    has: (path) => paths.has(path),
    read: async (path) => await (await caches.open(name)).match(path),
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
