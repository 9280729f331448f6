import { describe, expect, test } from 'vitest';
import { foreignContacts, netContacts } from './net-log.ts';

const TYPES = {
  URL_REQUEST_START_JOB: 1,
  HOST_RESOLVER_MANAGER_REQUEST: 2,
  DNS_TRANSACTION: 3,
  TCP_CONNECT_ATTEMPT: 4,
  UDP_CONNECT: 5,
  UDP_BYTES_SENT: 6,
  OTHER: 7,
  HTTP_STREAM_JOB_CONTROLLER: 8,
  HOST_RESOLVER_MANAGER_JOB: 9,
  QUIC_SESSION_POOL_JOB: 10,
  TCP_CONNECT: 11,
};
const OWN = 'http://127.0.0.1:4173';

type Event = [keyof typeof TYPES, number, Record<string, unknown>?];

function log(events: Event[], logEventTypes: Partial<typeof TYPES> = TYPES): string {
  const lines = events.map(([name, id, params]) =>
    JSON.stringify({ type: TYPES[name], source: { id }, params }),
  );
  return `{"constants":${JSON.stringify({ logEventTypes })},\n"events": [\n${lines.join(',\n')}]}\n`;
}

/** Of a browser that opened our page and then did something else. */
function logWith(...events: Event[]): string {
  return log([['URL_REQUEST_START_JOB', 1, { url: `${OWN}/assets/a.js` }], ...events]);
}

describe('the net log reader', () => {
  test('finds hosts in requests, name lookups and sockets, whatever their form', () => {
    const contacts = netContacts(
      log([
        ['URL_REQUEST_START_JOB', 1, { url: 'https://Decoy.Example:8443/a?b' }],
        ['HOST_RESOLVER_MANAGER_REQUEST', 2, { host: 'http://name.example' }],
        ['DNS_TRANSACTION', 3, { hostname: 'dns.example.' }],
        ['TCP_CONNECT_ATTEMPT', 4, { address: '[2001:db8::1]:443' }],
        ['TCP_CONNECT_ATTEMPT', 5, { address: '192.0.2.7:80' }],
        ['OTHER', 6, { url: 'https://not-counted.example/' }],
      ]),
    );
    expect(contacts.map(({ kind, host }) => `${kind} ${host}`)).toEqual([
      'request decoy.example',
      'resolver name.example',
      'resolver dns.example',
      'socket 2001:db8::1',
      'socket 192.0.2.7',
    ]);
  });

  test('counts UDP when bytes were sent and not when a socket was only bound to a peer', () => {
    const contacts = netContacts(
      logWith(
        ['UDP_CONNECT', 1, { address: '[2001:db8::8]:443' }],
        ['UDP_CONNECT', 2, { address: '192.0.2.53:53' }],
        ['UDP_BYTES_SENT', 2, { byte_count: 39 }],
        ['UDP_BYTES_SENT', 3, { address: '127.0.0.1:4173' }],
      ),
    );
    expect(foreignContacts(contacts, OWN).map(({ host }) => host)).toEqual(['192.0.2.53', '127.0.0.1']);
  });

  test('knows other ports of our own machine as foreign, but for the closed one of Chromium’s own calls', () => {
    const contacts = netContacts(
      logWith(
        ['HOST_RESOLVER_MANAGER_REQUEST', 2, { host: '127.0.0.1' }],
        ['TCP_CONNECT_ATTEMPT', 3, { address: '127.0.0.1:4391' }],
        ['TCP_CONNECT_ATTEMPT', 4, { address: '127.0.0.1:9' }],
        ['URL_REQUEST_START_JOB', 5, { url: 'http://127.0.0.1/' }],
      ),
    );
    expect(contacts.map(({ port }) => port)).toEqual([4173, null, 4391, 9, 80]);
    expect(foreignContacts(contacts, OWN).map(({ port }) => port)).toEqual([4391, 80]);
  });

  test('knows the addresses of localhost as our own, at our own port alone and never by UDP', () => {
    const contacts = netContacts(
      log([
        ['URL_REQUEST_START_JOB', 1, { url: 'http://localhost:4173/' }],
        ['TCP_CONNECT_ATTEMPT', 2, { address: '127.0.0.1:4173' }],
        ['TCP_CONNECT_ATTEMPT', 3, { address: '[::1]:4173' }],
        ['TCP_CONNECT_ATTEMPT', 4, { address: '127.0.0.1:4391' }],
        ['URL_REQUEST_START_JOB', 5, { url: 'http://a.localhost:4173/' }],
        ['UDP_BYTES_SENT', 6, { address: '127.0.0.1:4173' }],
      ]),
    );
    const foreign = foreignContacts(contacts, 'http://localhost:4173');
    expect(foreign.map(({ kind, host, port }) => `${kind} ${host} ${port}`)).toEqual([
      'socket 127.0.0.1 4391',
      'request a.localhost 4173',
      'udp 127.0.0.1 4173',
    ]);
  });

  test('passes over what stays inside the browser', () => {
    const contacts = netContacts(
      logWith(
        ['URL_REQUEST_START_JOB', 2, { url: `blob:${OWN}/1` }],
        ['URL_REQUEST_START_JOB', 3, { url: 'data:text/plain,a' }],
      ),
    );
    expect(contacts).toHaveLength(1);
    expect(foreignContacts(contacts, OWN)).toEqual([]);
  });
});

describe('a net log that proves nothing is refused:', () => {
  test('one that ends before the browser did', () => {
    const whole = logWith(['URL_REQUEST_START_JOB', 2, { url: 'http://b.example/' }]);
    expect(() => netContacts(whole.slice(0, whole.indexOf('b.example')))).toThrow('not whole');
  });

  test.each(['URL_REQUEST_START_JOB', 'TCP_CONNECT_ATTEMPT', 'UDP_BYTES_SENT'] as const)(
    'one of a Chromium that has no %s',
    (name) => {
      const others = Object.fromEntries(Object.entries(TYPES).filter(([each]) => each !== name));
      expect(() => netContacts(log([], others))).toThrow(name);
    },
  );

  test('one in which our own address was never asked for', () => {
    expect(() => foreignContacts(netContacts(log([])), OWN)).toThrow('not one request');
    const elsewhere = netContacts(log([['TCP_CONNECT_ATTEMPT', 1, { address: '127.0.0.1:4173' }]]));
    expect(() => foreignContacts(elsewhere, OWN)).toThrow('not one request');
  });
});
