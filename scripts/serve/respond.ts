import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CACHE } from './headers.ts';
import { mimeType } from './mime.ts';
import { routeRequest, type Route, type ServedFolders } from './route.ts';

/** Answers one request from the folders, with `headers` on whatever the answer is. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  folders: ServedFolders,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(request, response, 405, 'Only GET and HEAD are answered.');
    return;
  }
  const route = routeRequest(request.url ?? '', folders);
  const size = route === null ? null : await sizeOfFile(route);
  if (route === null || size === null) {
    sendText(request, response, 404, 'Not found.');
    return;
  }
  response.setHeader('Content-Type', mimeType(route.file));
  response.setHeader('Content-Length', size);
  response.setHeader('Cache-Control', route.cacheControl);
  response.writeHead(200);
  if (request.method === 'HEAD' || size === 0) response.end();
  else await pipeline(createReadStream(route.file, { end: size - 1 }), response);
}

/** Bytes of the route's file, or null unless it is a plain file that lies inside the route's root. */
async function sizeOfFile(route: Route): Promise<number | null> {
  try {
    const [root, file] = await Promise.all([realpath(route.root), realpath(route.file)]);
    if (!file.startsWith(root + sep)) return null;
    const info = await stat(file);
    return info.isFile() ? info.size : null;
  } catch {
    return null;
  }
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Cache-Control', CACHE.page);
  response.writeHead(status);
  response.end(request.method === 'HEAD' ? undefined : text);
}
