import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Chromium takes names under localhost for this machine without asking anyone. */
const DECOY_NAME = 'decoy.localhost';

/** A host beside ours that answers whoever comes. */
export interface Decoy {
  readonly host: string;
  /** Paths that were asked for, without the canary. */
  readonly asked: Set<string>;
  close(): Promise<void>;
}

/** A host that is not ours and lets everyone see that it answered. */
export async function openDecoy(): Promise<Decoy> {
  const asked = new Set<string>();
  const server: Server = createServer((request, response) => {
    asked.add((request.url ?? '').split('/').at(-1)?.replace('?', '') ?? '');
    response.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Timing-Allow-Origin': '*',
    });
    response.end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `${DECOY_NAME}:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
