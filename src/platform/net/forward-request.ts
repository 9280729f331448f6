import { ReadroomError } from '../../domain/errors/readroom-error.ts';

/** Sends on, as it is, what a page asked of its service worker. */
export type ForwardRequest = (request: Request) => Promise<Response>;

/** @param origin `location.origin`; a request to anywhere else is refused before anything is sent */
export function createForwardRequest(
  origin: string,
  send: (request: Request) => Promise<Response> = (request) => fetch(request),
): ForwardRequest {
  return async (request) => {
    if (!request.url.startsWith(`${origin}/`)) {
      throw new ReadroomError('net/foreign-origin', 'refused before sending');
    }
    return await send(request);
  };
}
