import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What arrived at one decoy: nothing of it should ever be more than zero. */
export interface DecoyCatch {
  /** TCP connections that were opened, even if no byte came. */
  readonly tcp: number;
  readonly udp: number;
  /** Whether the canary stood in what came: text got out, not only a sign of life. */
  readonly canary: boolean;
}

/** A port of this machine that nobody has any business with, for TCP and UDP on both loopback addresses. */
export interface Decoy {
  readonly port: number;
  caught(): DecoyCatch;
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1'] as const;
/** Whoever comes is answered, so that a page that got out goes as far as it can. */
const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
/** Another program may hold the UDP half of a port whose TCP half is free. */
const TRIES = 20;

export async function openDecoy(canary: string): Promise<Decoy> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(canary);
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}

async function openOnce(canary: string): Promise<Decoy> {
  const caught = { tcp: 0, udp: 0, canary: false };
  const look = (bytes: Buffer): void => {
    if (bytes.includes(canary)) caught.canary = true;
  };
  const open = new Set<Socket>();
  const onConnection = (socket: Socket): void => {
    caught.tcp += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A browser that gives up is no trouble here.
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      look(bytes);
      socket.end(ANSWER);
    });
  };
  const onPacket = (bytes: Buffer): void => {
    caught.udp += 1;
    look(bytes);
  };
  const servers: Server[] = [];
  const sockets: UdpSocket[] = [];
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    await Promise.all([
      ...servers.map((server) => new Promise<void>((done) => server.close(() => done()))),
      ...sockets.map((socket) => new Promise<void>((done) => socket.close(done))),
    ]);
  };
  let port = 0;
  try {
    for (const address of LOOPBACK) {
      const server = await listen(address, port, onConnection);
      // A machine without IPv6 has nobody who could come by it.
      if (server === null) continue;
      servers.push(server);
      port = (server.address() as AddressInfo).port;
      sockets.push(await bind(address, port, onPacket));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { port, caught: () => ({ ...caught }), close };
}

function listen(
  address: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(null);
      else reject(error);
    });
    server.listen({ port, host: address, ipv6Only: true }, () => resolve(server));
  });
}

function bind(address: string, port: number, onPacket: (bytes: Buffer) => void): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: address === '::1' ? 'udp6' : 'udp4', ipv6Only: address === '::1' });
    socket.once('error', reject);
    socket.on('message', onPacket);
    socket.bind(port, address, () => resolve(socket));
  });
}
