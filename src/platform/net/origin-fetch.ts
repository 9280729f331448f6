import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { OwnPath } from './own-path.ts';

export interface OriginGetOptions {
  readonly signal?: AbortSignal | undefined;
  /** Passes by the browser's HTTP cache, which may hold a damaged copy. */
  readonly fresh?: boolean;
}

/** The app's only way to the network: files of its own origin, nothing sent but the path. */
export interface OriginFetch {
  /** Such as `https://ris.example`; the rows of the model store are keyed by it. */
  readonly origin: string;
  /**
   * GETs a file of our own origin.
   * @throws ReadroomError `net/foreign-origin`, `net/http-status` (not 200), `net/offline`; AbortError when the signal fires
   */
  get(path: OwnPath, options?: OriginGetOptions): Promise<Response>;
}

/** @param origin `location.origin`; a path that resolves outside it after all is refused before anything is sent */
export function createOriginFetch(
  origin: string,
  send: (url: string, init: RequestInit) => Promise<Response> = (url, init) => fetch(url, init),
): OriginFetch {
  return {
    origin,
    async get(path, { signal, fresh = false } = {}) {
      const url = resolveOwn(origin, path);
      let response: Response;
      try {
        response = await send(url, {
          method: 'GET',
          credentials: 'same-origin',
          // A redirect could lead to another origin: own files need none.
          redirect: 'error',
          referrerPolicy: 'no-referrer',
          cache: fresh ? 'reload' : 'default',
          ...(signal && { signal }),
        });
      } catch (cause) {
        signal?.throwIfAborted();
        throw new ReadroomError('net/offline', fileName(url), { cause });
      }
      if (response.status !== 200) {
        throw new ReadroomError('net/http-status', `${fileName(url)}: ${response.status}`);
      }
      return response;
    },
  };
}

function resolveOwn(origin: string, path: string): string {
  let url: URL;
  try {
    url = new URL(path, `${origin}/`);
  } catch (cause) {
    throw new ReadroomError('net/foreign-origin', 'not an address', { cause });
  }
  const plain = url.username === '' && url.password === '' && url.hash === '' && url.search === '';
  // The prefix also refuses blob: and such, whose URL.origin is ours.
  if (url.origin !== origin || !url.href.startsWith(`${origin}/`) || !plain) {
    throw new ReadroomError('net/foreign-origin', 'refused before sending');
  }
  return url.href;
}

function fileName(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}
