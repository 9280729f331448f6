import type { ForwardRequest } from '../net/forward-request.ts';

/** Files that the site may change without a new build of the app. */
export interface SiteFiles {
  /**
   * What the server says, which is kept. When it does not answer, or with trouble, what it said last; its trouble when
   * it never said anything.
   */
  read(request: Request, path: string): Promise<Response>;
}

const NAME = 'readroom-site';

export function createSiteFiles(caches: CacheStorage, forward: ForwardRequest): SiteFiles {
  return {
    async read(request, path) {
      const cache = await caches.open(NAME);
      try {
        const response = await forward(request);
        if (!response.ok) return (await cache.match(path)) ?? response;
        await cache.put(path, response.clone());
        return response;
      } catch (error) {
        const last = await cache.match(path);
        if (last === undefined) throw error;
        return last;
      }
    },
  };
}
