import type { NetContact } from '../../e2e/support/net-log.ts';
import type { DecoyCatch } from './decoys.ts';
import { gotOut, type Firing } from './fire-channels.ts';
import type { Step } from './journey.ts';
import type { OfflineRun } from './offline.ts';

export interface JourneyRun {
  readonly steps: readonly Step[];
  /** Requests to our own address, as the net log counts them. */
  readonly ownRequests: number;
  readonly foreign: readonly NetContact[];
  readonly decoy: DecoyCatch;
}

/** One direction of the channels: what was sent as response headers, and what got out. */
export interface Direction extends Firing {
  readonly headers: string;
}

/** Everything that was seen; no path and no name of this machine. */
export interface Proof {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly browser: string;
  readonly system: string;
  readonly switches: readonly string[];
  /** The build's own hash, where the build has one. */
  readonly build: string | null;
  readonly journey: JourneyRun;
  /** Must leak, or the detector proves nothing. */
  readonly withoutHeaders: Direction;
  readonly withHeaders: Direction;
  /** Each of the two layers alone, to show what each one carries. */
  readonly layers: readonly Direction[];
  readonly offline: OfflineRun | null;
}

/** Chromium decides by itself whether these are worth a request; all others must be seen when nothing forbids them. */
export const MAY_STAY_SILENT: ReadonlySet<string> = new Set([
  'icon',
  'manifest',
  'prefetch',
  'speculation-rules',
]);

/** Each reason why the proof does not hold, in a sentence; none is a proof. */
export function failuresOf({ journey, withoutHeaders, withHeaders, offline }: Proof): string[] {
  const failures: string[] = [];
  for (const { kind, host } of journey.foreign) failures.push(`The journey contacted ${host} (${kind}).`);
  failures.push(...packets('The journey', journey.decoy));
  for (const channel of withHeaders.channels) {
    if (gotOut(channel)) failures.push(`With the headers on, ${channel.name} got out.`);
  }
  const tried = new Set(withHeaders.channels.map(({ name }) => name));
  for (const { name } of withoutHeaders.channels) {
    if (!tried.has(name)) failures.push(`With the headers on, ${name} was not tried.`);
  }
  failures.push(...packets('With the headers on, a way of no name', withHeaders.elsewhere));
  for (const { host } of withHeaders.others) failures.push(`With the headers on, ${host} was contacted.`);
  for (const channel of withoutHeaders.channels) {
    if (!gotOut(channel) && !MAY_STAY_SILENT.has(channel.name))
      failures.push(`With the headers off, no detector saw ${channel.name}: it proves nothing here.`);
  }
  failures.push(...blindDetectors(withoutHeaders));
  if (offline !== null) {
    for (const { kind, host } of offline.foreign)
      failures.push(`The offline run contacted ${host} (${kind}).`);
    failures.push(...packets('The offline run', offline.decoy));
  }
  return failures;
}

function packets(who: string, { tcp, udp }: DecoyCatch): string[] {
  return tcp + udp === 0 ? [] : [`${who} reached the decoy: ${tcp} TCP connections, ${udp} UDP packets.`];
}

/** Every kind of record and both kinds of packets must have been seen at least once while nothing was forbidden. */
function blindDetectors({ channels }: Direction): string[] {
  const eyes: readonly (readonly [string, boolean])[] = [
    ...(['request', 'resolver', 'socket', 'udp'] as const).map(
      (kind) =>
        [`the net log's ${kind} records`, channels.some(({ netLog }) => netLog.includes(kind))] as const,
    ),
    ['the TCP decoys', channels.some(({ decoy }) => decoy.tcp > 0)],
    ['the UDP decoys', channels.some(({ decoy }) => decoy.udp > 0)],
    ['the search for the canary', channels.some(({ decoy }) => decoy.canary)],
  ];
  return eyes.filter(([, sees]) => !sees).map(([name]) => `Blind with the headers off: ${name}.`);
}
