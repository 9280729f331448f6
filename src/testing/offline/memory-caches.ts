interface Kept {
  readonly bytes: ArrayBuffer;
  readonly headers: [string, string][];
}

/**
 * The Cache API in memory, as far as Readroom uses it, in the order in which caches were made: Node has none. A body
 * can be read once from each answer, as in a browser.
 * @param refuses names paths that there is no room for
 */
export function createMemoryCaches(refuses: (path: string) => boolean = () => false): CacheStorage {
  const stores = new Map<string, Map<string, Kept>>();
  const openStore = (name: string): Cache => {
    const store = stores.get(name) ?? new Map<string, Kept>();
    stores.set(name, store);
    const cache = {
      match(path: string): Promise<Response | undefined> {
        const kept = store.get(path);
        return Promise.resolve(kept && new Response(kept.bytes.slice(), { headers: kept.headers }));
      },
      async put(path: string, response: Response): Promise<void> {
        if (refuses(path)) throw new DOMException('', 'QuotaExceededError');
        store.set(path, { bytes: await response.arrayBuffer(), headers: [...response.headers] });
      },
      delete: (path: string) => Promise.resolve(store.delete(path)),
    };
    // Only paths are asked for, never requests.
    return cache as unknown as Cache;
  };
  const caches: Pick<CacheStorage, 'open' | 'keys' | 'delete'> = {
    open: (name) => Promise.resolve(openStore(name)),
    keys: () => Promise.resolve([...stores.keys()]),
    delete: (name) => Promise.resolve(stores.delete(name)),
  };
  return caches as CacheStorage;
}
