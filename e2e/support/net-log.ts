import { readFileSync } from 'node:fs';
import { QUIET_PORT } from '../../scripts/browser/chromium-arguments.ts';

/** One place that the browser spoke to, or tried to, as its own network stack recorded it. */
export interface NetContact {
  readonly kind: 'request' | 'resolver' | 'socket' | 'udp';
  /** Host name or address without the port. */
  readonly host: string;
  /** Null where the record names none. */
  readonly port: number | null;
}

interface NetLogEvent {
  readonly type: number;
  readonly source: { readonly id: number };
  readonly params?: Readonly<Record<string, unknown>>;
}

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly NetLogEvent[];
}

/** Event name → kind of contact and the parameter that holds a URL, host or address. */
const EVENTS: Readonly<Record<string, readonly [kind: NetContact['kind'], parameter: string]>> = {
  URL_REQUEST_START_JOB: ['request', 'url'],
  HTTP_STREAM_JOB_CONTROLLER: ['socket', 'url'],
  HOST_RESOLVER_MANAGER_REQUEST: ['resolver', 'host'],
  HOST_RESOLVER_MANAGER_JOB: ['resolver', 'host'],
  DNS_TRANSACTION: ['resolver', 'hostname'],
  QUIC_SESSION_POOL_JOB: ['socket', 'host'],
  TCP_CONNECT_ATTEMPT: ['socket', 'address'],
  TCP_CONNECT: ['socket', 'remote_address'],
};

/** Of a UDP socket: bound to a peer, and sending. */
const [UDP_BOUND, UDP_SENT] = ['UDP_CONNECT', 'UDP_BYTES_SENT'] as const;

/**
 * Contacts in the log of a browser that was to speak to one address alone, and did speak to it.
 * @param path of a file written by Chromium's `--log-net-log`, the browser closed
 * @param url our own
 * @throws Error when the log shows nothing
 */
export function readForeignContacts(path: string, url: string): NetContact[] {
  return foreignContacts(netContacts(readFileSync(path, 'utf8')), url);
}

/**
 * Every contact in a log written by Chromium's `--log-net-log`. UDP counts only once bytes were sent: Chromium
 * "connects" UDP sockets to learn its own addresses, which sends nothing.
 * @throws Error when the log was cut short, or is from a Chromium that calls its events otherwise: what it does not
 * name may have happened
 */
export function netContacts(text: string): NetContact[] {
  const log = parse(text);
  const unknown = [...Object.keys(EVENTS), UDP_BOUND, UDP_SENT].filter(
    (name) => !(name in log.constants.logEventTypes),
  );
  if (unknown.length > 0) throw new Error(`This Chromium's net log knows no ${unknown.join(', ')}.`);
  const names = new Map(Object.entries(log.constants.logEventTypes).map(([name, type]) => [type, name]));
  const contacts: NetContact[] = [];
  const udpPeers = new Map<number, string>();
  const add = (kind: NetContact['kind'], value: unknown): void => {
    const place = typeof value === 'string' ? placeOf(value) : null;
    if (place !== null) contacts.push({ kind, ...place });
  };
  for (const { type, source, params } of log.events) {
    const name = names.get(type) ?? '';
    const rule = EVENTS[name];
    if (rule !== undefined) add(rule[0], params?.[rule[1]]);
    else if (name === UDP_BOUND && typeof params?.['address'] === 'string') {
      udpPeers.set(source.id, params['address']);
    } else if (name === UDP_SENT) add('udp', params?.['address'] ?? udpPeers.get(source.id) ?? 'unknown');
  }
  return contacts;
}

/**
 * Contacts that a page kept to our own address must not cause: any other host or port, and any UDP at all (Readroom
 * uses none; WebRTC and name resolution do).
 * @param url our own; of `localhost`, this machine's own addresses at that port are ours too
 * @throws Error when our own address was not even asked for: a log of nothing proves nothing
 */
export function foreignContacts(contacts: readonly NetContact[], url: string): NetContact[] {
  const own = placeOf(url);
  const hosts = new Set([own?.host, ...(own?.host === 'localhost' ? LOOPBACK : [])]);
  const isOwn = ({ kind, host, port }: NetContact): boolean =>
    kind !== 'udp' && hosts.has(host) && (port === null || port === own?.port || port === QUIET_PORT);
  if (!contacts.some(({ kind, host, port }) => kind === 'request' && host === own?.host && port === own.port))
    throw new Error('The net log has not one request to our own address.');
  const foreign = contacts.filter((contact) => !isOwn(contact));
  return [...new Map(foreign.map((each) => [`${each.kind} ${each.host} ${each.port ?? ''}`, each])).values()];
}

/** What the name `localhost` stands for. */
const LOOPBACK = ['127.0.0.1', '::1'];

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443 };

/** Host and port of `http://host:1/`, `host:1`, `[::1]:1` or `host.`; null for URLs that stay inside the browser. */
function placeOf(value: string): Pick<NetContact, 'host' | 'port'> | null {
  if (/^(?:data|blob|chrome|chrome-extension|about|devtools|chrome-untrusted):/.test(value)) return null;
  const [, scheme, rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(value) ?? [];
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.%]+)\]|([^/:?#]*))(?::(\d+))?/.exec(rest) ?? [];
  return {
    host: (bracketed ?? plain ?? rest).replace(/\.$/, '').toLowerCase(),
    port: port === undefined ? (DEFAULT_PORTS[scheme ?? ''] ?? null) : Number(port),
  };
}

function parse(text: string): NetLog {
  try {
    return JSON.parse(text) as NetLog;
  } catch (cause) {
    throw new Error('The net log is not whole: the browser was not closed in the ordinary way.', { cause });
  }
}
