import type { Clock } from '../clock/clock.ts';
import { within } from '../clock/within.ts';
import type { ForwardRequest } from '../net/forward-request.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { POLICY_PATH } from '../net/own-path.ts';
import { keptAnswer } from './kept-answer.ts';

/** Files that the site may change without a new build of the app. */
export interface SiteFiles {
  /** Takes a first copy where the server has one: the page that brings a service worker has read them without it. */
  keep(): Promise<void>;
  /**
   * What the server says, which is kept. When it does not answer, too late or with trouble, what it said last; its
   * trouble when it never said anything.
   */
  read(request: Request, path: string): Promise<Response>;
}

interface SiteFilePorts {
  readonly net: Pick<OriginFetch, 'get'>;
  readonly forward: ForwardRequest;
  readonly clock: Pick<Clock, 'after'>;
}

const NAME = 'readroom-site';

/**
 * ms; less than the page waits (platform/policy). A network that swallows packets answers nothing for minutes, and must
 * not relax what the site asks.
 */
const LIMIT_MS = 3_000;

export function createSiteFiles(caches: CacheStorage, { net, forward, clock }: SiteFilePorts): SiteFiles {
  return {
    async keep() {
      const response = await net.get(POLICY_PATH, { fresh: true }).catch(() => null);
      if (response !== null) await (await caches.open(NAME)).put(POLICY_PATH, response);
    },
    async read(request, path) {
      const cache = await caches.open(NAME);
      const asked = forward(request).then(async (response) => {
        if (response.ok) await cache.put(path, response.clone());
        return response;
      });
      const inTime = await within(
        clock,
        LIMIT_MS,
        asked.catch(() => null),
        null,
      );
      if (inTime?.ok === true) return inTime;
      const kept = await cache.match(path);
      return kept === undefined ? await asked : keptAnswer(kept.body, kept);
    },
  };
}
