import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECURITY_HEADERS } from './headers.ts';
import { respond } from './respond.ts';
import type { ServedFolders } from './route.ts';

export interface RunningServer {
  /** `http://127.0.0.1:4173`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions extends ServedFolders {
  /** 0 takes a free port. */
  readonly port: number;
  /** Address to listen on; loopback unless someone asks for more. */
  readonly host?: string;
  /**
   * The headers of every response. Only the leak detector's own test gives others, to prove that it sees
   * what these headers prevent.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves the built app and its models: GET and HEAD only, the same security headers on every response. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const headers = options.headers ?? SECURITY_HEADERS;
  const answer: RequestListener = (request, response) => {
    respond(request, response, options, headers).catch(() => {
      // The client has gone, or the file vanished while it was sent: nothing can be told any more.
      response.destroy();
    });
  };
  const server = createServer(answer);
  // Node answers these two by itself, and without our headers.
  server.on('checkExpectation', answer);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) socket.end(refusal(error.code, headers));
    else socket.destroy();
  });
  await listen(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The raw answer to bytes that are no request: an address too long, broken headers, a client that never finishes. */
function refusal(code: string | undefined, headers: Readonly<Record<string, string>>): string {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
