import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between the browser and the server, and keeps every byte that the browser sends. */
export interface RecordingProxy {
  readonly url: string;
  readonly port: number;
  /** Everything that was sent to the server so far. */
  sent(): Buffer;
  close(): Promise<void>;
}

export async function startRecordingProxy(target: number): Promise<RecordingProxy> {
  const sent: Buffer[] = [];
  const open = new Set<Socket>();
  const server = createServer((browser) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [browser, upstream],
      [upstream, browser],
    ] as const) {
      open.add(socket);
      // One side that goes away takes the other along.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.end();
      });
    }
    browser.on('data', (bytes) => sent.push(bytes));
    browser.pipe(upstream);
    upstream.pipe(browser);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    sent: () => Buffer.concat(sent),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
