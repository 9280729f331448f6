import type { Outcome, Probe } from './probe.ts';

/** A server that answers does so at once; one that does not is asked again and again, ms. */
const GATHERING_MS = 1_500;

/** Asks a server where this machine is; its answer would be a candidate of the wanted kind. */
function gather(servers: (host: string) => RTCIceServer, wanted: RTCIceCandidateType): Probe['fire'] {
  return async ({ host, clock, signal }) => {
    const peer = new RTCPeerConnection({ iceServers: [servers(host)] });
    let outcome: Outcome = 'silent';
    peer.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.type === wanted) outcome = 'answered';
    });
    try {
      peer.createDataChannel('self-test');
      await peer.setLocalDescription(await peer.createOffer());
      await clock.sleep(GATHERING_MS, signal);
    } catch {
      // The try is over, or the browser refuses the whole connection.
    } finally {
      peer.close();
    }
    return outcome;
  };
}

const isOffered = (): boolean => 'RTCPeerConnection' in globalThis;
const patienceMs = GATHERING_MS + 500;

export const PEER_PROBES: readonly Probe[] = [
  {
    channel: 'stun',
    isOffered,
    patienceMs,
    fire: gather((host) => ({ urls: `stun:${host}` }), 'srflx'),
  },
  {
    channel: 'turn',
    isOffered,
    patienceMs,
    fire: gather((host) => ({ urls: `turn:${host}`, username: 'decoy', credential: 'decoy' }), 'relay'),
  },
];
