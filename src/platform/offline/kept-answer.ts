import { RESPONSE_HEADERS } from '../../domain/privacy/response-headers.ts';

/**
 * An answer out of bytes that were kept. Its headers stand in the worker's own script.
 *
 * IMPORTANT: none is taken from storage but what kind of file it is. Any script of the page can write there, and a page
 * opened without our policy, or with a header that sends reports, would be a way out that outlives a reload.
 * @param kept as it lies in the cache, whatever wrote it
 */
export function keptAnswer(body: BodyInit | null, kept: Response): Response {
  const headers = new Headers(RESPONSE_HEADERS);
  const type = kept.headers.get('Content-Type');
  if (type !== null) headers.set('Content-Type', type);
  return new Response(body, { status: 200, headers });
}
