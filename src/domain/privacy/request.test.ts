import { describe, expect, it, test } from 'vitest';
import { isForeign, recordOf, type TimelineEntry } from './request.ts';

const ORIGIN = 'https://ris.example';

function entry(url: string, initiator = 'fetch'): TimelineEntry {
  return { url, initiator, at: 0, networkBytes: 0, bodyBytes: 0, status: 0 };
}

describe('a request', () => {
  it.each([
    ['https://ris.example/app.js', false],
    ['blob:https://ris.example/1', false],
    ['data:image/png;base64,AA', false],
    ['https://ris.example:8443/app.js', true],
    ['https://cdn.example/app.js', true],
    ['not an address', true],
  ])('to %s is foreign: %s', (url, foreign) => {
    expect(isForeign(url, ORIGIN)).toBe(foreign);
  });
});

describe('a try of the self-test', () => {
  const kindOf = (url: string): string => recordOf(entry(url), 'page', ORIGIN, new Set(['canary-1'])).kind;

  test('is known by the canary of its run', () => {
    expect(kindOf('https://decoy.invalid/canary-1/fetch')).toBe('self-test');
  });

  test.each([
    'https://decoy.invalid/fetch',
    'https://decoy.invalid/canary-2/fetch',
    'https://decoy.invalid/x/canary-1',
    'https://decoy.invalid/?canary-1',
    'https://canary-1/',
    'not an address',
  ])('is nothing else: %s counts as foreign', (url) => {
    expect(kindOf(url)).toBe('foreign');
  });

  test('takes nothing from the count of own requests', () => {
    expect(kindOf('https://ris.example/canary-1/fetch')).toBe('own');
  });
});

test('a method is told where the initiator has only one', () => {
  const methodOf = (initiator: string): unknown =>
    recordOf(entry(ORIGIN, initiator), 'page', ORIGIN, new Set()).method;
  expect(['script', 'beacon', 'fetch', 'constructor'].map(methodOf)).toEqual(['GET', 'POST', null, null]);
});
