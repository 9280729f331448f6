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
};

function log(events: [keyof typeof TYPES, number, Record<string, unknown>?][]): string {
  const lines = events.map(([name, id, params]) =>
    JSON.stringify({ type: TYPES[name], source: { id }, params }),
  );
  return `{"constants":${JSON.stringify({ logEventTypes: TYPES })},\n"events": [\n${lines.join(',\n')}]}\n`;
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
    const events = log([
      ['UDP_CONNECT', 1, { address: '[2001:db8::8]:443' }],
      ['UDP_CONNECT', 2, { address: '192.0.2.53:53' }],
      ['UDP_BYTES_SENT', 2, { byte_count: 39 }],
      ['UDP_BYTES_SENT', 3, { address: '127.0.0.1:3478' }],
    ]);
    expect(netContacts(events).map(({ host }) => host)).toEqual(['192.0.2.53', '127.0.0.1']);
    expect(foreignContacts(netContacts(events), '127.0.0.1')).toHaveLength(2);
  });

  test('tells ports of our own machine apart when it is asked to', () => {
    const contacts = netContacts(
      log([
        ['URL_REQUEST_START_JOB', 1, { url: 'http://127.0.0.1:4173/assets/a.js' }],
        ['HOST_RESOLVER_MANAGER_REQUEST', 2, { host: '127.0.0.1' }],
        ['TCP_CONNECT_ATTEMPT', 3, { address: '127.0.0.1:9' }],
        ['URL_REQUEST_START_JOB', 4, { url: 'http://127.0.0.1/' }],
      ]),
    );
    expect(contacts.map(({ port }) => port)).toEqual([4173, null, 9, 80]);
    expect(foreignContacts(contacts, '127.0.0.1')).toEqual([]);
    expect(foreignContacts(contacts, '127.0.0.1', [4173]).map(({ port }) => port)).toEqual([9, 80]);
  });

  test('passes over what stays inside the browser and our own host', () => {
    const contacts = netContacts(
      log([
        ['URL_REQUEST_START_JOB', 1, { url: 'http://127.0.0.1:4173/assets/a.js' }],
        ['URL_REQUEST_START_JOB', 2, { url: 'blob:http://127.0.0.1:4173/1' }],
        ['URL_REQUEST_START_JOB', 3, { url: 'data:text/plain,a' }],
      ]),
    );
    expect(contacts).toHaveLength(1);
    expect(foreignContacts(contacts, '127.0.0.1')).toEqual([]);
  });

  test('reads a log that a killed browser left unfinished', () => {
    const whole = log([
      ['URL_REQUEST_START_JOB', 1, { url: 'http://a.example/' }],
      ['URL_REQUEST_START_JOB', 2, { url: 'http://b.example/' }],
      ['URL_REQUEST_START_JOB', 3, { url: 'http://c.example/' }],
    ]);
    const cut = whole.slice(0, whole.indexOf('c.example'));
    expect(netContacts(cut).map(({ host }) => host)).toEqual(['a.example', 'b.example']);
  });
});
