import { isBuildCache } from './build-cache.ts';
import { keptAnswer } from './kept-answer.ts';
import type { WorkerClients } from './worker-scope.ts';

/**
 * The files of earlier builds, for as long as a tab is open that may ask for them: one that was open when a newer
 * version took over goes on with its own parts, those it has not loaded yet included.
 */
export interface OlderBuilds {
  /** Call when `own` takes over: remembers which caches are older and which tabs are open. */
  note(own: string): Promise<void>;
  /** `own` is wanted again, after a server went back to it. */
  release(own: string): Promise<void>;
  /** A file whose name holds a hash, from any build that is kept; undefined when none has it. */
  read(path: string): Promise<Response | undefined>;
  /** Lets go of the earlier builds once none of those tabs is open any more. */
  sweep(): Promise<void>;
}

interface Memory {
  /** Names of caches. */
  readonly caches: readonly string[];
  /** Ids of pages; the browser never gives one twice. */
  readonly tabs: readonly string[];
}

/** A worker is ended and started at the browser's will, so what it knows stands in a cache too. */
const MEMORY = 'readroom-older-builds';
const ENTRY = '/older-builds';

export function createOlderBuilds(caches: CacheStorage, clients: WorkerClients): OlderBuilds {
  const recall = async (): Promise<Memory> => {
    const entry = await (await caches.open(MEMORY)).match(ENTRY);
    // Written by nobody but this file.
    return entry === undefined ? { caches: [], tabs: [] } : ((await entry.json()) as Memory);
  };

  const remember = async (memory: Memory): Promise<void> => {
    await (await caches.open(MEMORY)).put(ENTRY, Response.json(memory));
  };

  const stillOpen = async (tabs: readonly string[]): Promise<string[]> => {
    const found = await Promise.all(
      tabs.map(async (id) => ((await clients.get(id)) === undefined ? [] : [id])),
    );
    return found.flat();
  };

  return {
    async note(own) {
      const names = await caches.keys();
      // In the order in which they were made: what comes after is a newer build that is being kept.
      const older = names.slice(0, Math.max(0, names.indexOf(own))).filter(isBuildCache);
      const open = await clients.matchAll({ type: 'window', includeUncontrolled: true });
      await remember({ caches: older, tabs: open.map(({ id }) => id) });
    },
    async release(own) {
      const memory = await recall();
      if (!memory.caches.includes(own)) return;
      await remember({ ...memory, caches: memory.caches.filter((name) => name !== own) });
    },
    async read(path) {
      for (const name of (await caches.keys()).filter(isBuildCache)) {
        const found = await (await caches.open(name)).match(path);
        if (found !== undefined) return keptAnswer(found.body, found);
      }
      return undefined;
    },
    async sweep() {
      const memory = await recall();
      if (memory.caches.length === 0 || (await stillOpen(memory.tabs)).length > 0) return;
      for (const name of memory.caches) await caches.delete(name);
      await remember({ caches: [], tabs: [] });
    },
  };
}
