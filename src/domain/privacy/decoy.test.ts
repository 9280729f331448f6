import { expect, test } from 'vitest';
import { decoyUrl, DEFAULT_DECOY, isAbout, parseDecoy } from './decoy.ts';

const OWN = 'ris.example:8443';

test.each([DEFAULT_DECOY, '10.0.0.7:8080', '[::1]:99', 'decoy.example', ' Decoy.Example '])(
  '%s is a decoy',
  (text) => {
    expect(parseDecoy(text, OWN)).toEqual({ ok: true, value: text.trim().toLowerCase() });
  },
);

test.each([
  '',
  'a b',
  'https://decoy.example',
  'decoy.example/path',
  'a@b',
  'a?b',
  '..',
  '-a',
  'a:b',
  'x'.repeat(300),
])('%s is none', (text) => {
  expect(parseDecoy(text, OWN)).toMatchObject({ ok: false, error: { code: 'privacy/bad-decoy' } });
});

test('our own server is none: its answer would look like a leak', () => {
  expect(parseDecoy('RIS.example:8443', OWN)).toMatchObject({ error: { code: 'privacy/own-decoy' } });
});

test('a violation is about the try that it names, of a frame only the origin', () => {
  const base = 'decoy.example:81/canary';
  expect(decoyUrl(base, 'fetch', 'https')).toBe('https://decoy.example:81/canary/fetch');
  expect(isAbout('http://decoy.example:81/canary/fetch', base, 'fetch')).toBe(true);
  expect(isAbout('http://decoy.example:81/canary/form-get?', base, 'form-get')).toBe(true);
  expect(isAbout('http://decoy.example:81', base, 'iframe')).toBe(true);
  expect(isAbout('trusted-types-sink', base, 'srcdoc')).toBe(true);
  expect(isAbout('http://decoy.example:81/canary/fetch', base, 'xhr')).toBe(false);
  expect(isAbout('http://decoy.example/canary/fetch', base, 'fetch')).toBe(false);
  expect(isAbout('inline', base, 'fetch')).toBe(false);
});

test('what names no try of its own is taken for none that it cannot be: a slow word must not speak for preconnect', () => {
  const base = 'decoy.example:81/canary';
  expect(isAbout('trusted-types-sink', base, 'preconnect')).toBe(false);
  expect(isAbout('http://decoy.example:81', base, 'dns-prefetch')).toBe(false);
});
