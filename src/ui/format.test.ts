import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount } from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [36, '36 bytes'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [104_600_000, '105 MB'],
    [4_213_000_000, '4.21 GB'],
    [-5, '0 bytes'],
  ])('%d: %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatCount', () => {
  it('sets the thousands apart', () => {
    expect([128, 2048, 49_152].map(formatCount)).toEqual(['128', '2,048', '49,152']);
  });
});
