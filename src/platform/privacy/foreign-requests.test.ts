import { describe, expect, it } from 'vitest';
import { isForeign } from './foreign-requests.ts';

describe('a request', () => {
  it.each([
    ['https://ris.example/app.js', false],
    ['blob:https://ris.example/1', false],
    ['data:image/png;base64,AA', false],
    ['https://ris.example:8443/app.js', true],
    ['https://cdn.example/app.js', true],
    ['not an address', true],
  ])('to %s is foreign: %s', (url, foreign) => {
    expect(isForeign(url, 'https://ris.example')).toBe(foreign);
  });
});
