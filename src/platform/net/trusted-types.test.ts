import { expect, test } from 'vitest';
import { installTrustedTypes, ownScriptUrl } from './trusted-types.ts';

const ORIGIN = 'https://ris.example';

test.each(['/assets/worker.js', 'worker.js', `${ORIGIN}/a.js`, `blob:${ORIGIN}/6c9b`])(
  '%s may be a worker',
  (url) => {
    expect(ownScriptUrl(url, ORIGIN)).toBe(url);
  },
);

test.each([
  'https://elsewhere.example/a.js',
  '//elsewhere.example/a.js',
  'http://ris.example/a.js',
  'blob:https://elsewhere.example/6c9b',
  'blob:null/6c9b',
  'data:text/javascript,1',
  'javascript:1',
  'https://ris.example.elsewhere.example/a.js',
  'file:///a.js',
])('%s may not', (url) => {
  expect(() => ownScriptUrl(url, ORIGIN)).toThrow(TypeError);
});

test('an opaque origin may start nothing', () => {
  expect(() => ownScriptUrl('data:text/javascript,1', 'null')).toThrow(TypeError);
});

test('the policy is called default and has one rule; without Trusted Types nothing happens', () => {
  const made: unknown[] = [];
  installTrustedTypes({
    origin: ORIGIN,
    trustedTypes: { createPolicy: (name, rules) => made.push(name, Object.keys(rules)) },
  });
  expect(made).toEqual(['default', ['createScriptURL']]);
  installTrustedTypes({ origin: ORIGIN });
});
