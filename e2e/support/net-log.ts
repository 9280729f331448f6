import { readFileSync } from 'node:fs';

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

/**
 * Every contact in a log written by Chromium's `--log-net-log`. A log cut short by a killed browser is read as
 * far as it goes. UDP counts only once bytes were sent: Chromium "connects" UDP sockets to learn its own
 * addresses, which sends nothing.
 */
export function readNetContacts(path: string): NetContact[] {
  return netContacts(readFileSync(path, 'utf8'));
}

export function netContacts(text: string): NetContact[] {
  const log = parse(text);
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
    else if (name === 'UDP_CONNECT' && typeof params?.['address'] === 'string') {
      udpPeers.set(source.id, params['address']);
    } else if (name === 'UDP_BYTES_SENT')
      add('udp', params?.['address'] ?? udpPeers.get(source.id) ?? 'unknown');
  }
  return contacts;
}

/**
 * Contacts that a page kept to `ownHost` must not cause: any other host, any other port than `ownPorts` where these are
 * given, and any UDP at all (Readroom uses none; WebRTC and name resolution do).
 */
export function foreignContacts(
  contacts: readonly NetContact[],
  ownHost: string,
  ownPorts?: readonly number[],
): NetContact[] {
  const seen = new Map<string, NetContact>();
  for (const contact of contacts) {
    const { kind, host, port } = contact;
    const otherPort = ownPorts !== undefined && port !== null && !ownPorts.includes(port);
    if (host !== ownHost || otherPort || kind === 'udp') seen.set(`${kind} ${host} ${port ?? ''}`, contact);
  }
  return [...seen.values()];
}

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
  } catch {
    // One event per line: drop the line that was being written and close the list.
    const complete = text.slice(0, text.lastIndexOf('},\n') + 1);
    return JSON.parse(`${complete}]}`) as NetLog;
  }
}
