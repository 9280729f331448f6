import { describe, expect, it } from 'vitest';
import { toBytes } from '../../testing/generators/memory-files.ts';
import { TINY_ANSWER, tinyManifest } from '../../testing/generators/tiny-manifest.ts';
import { parseManifest } from './parse-manifest.ts';

const problemOf = (value: unknown): string => {
  const result = parseManifest(toBytes(value as object));
  return result.ok ? 'accepted' : result.error;
};

describe('parseManifest', () => {
  it('reads a manifest as it was written', () => {
    expect(parseManifest(toBytes(tinyManifest()))).toEqual({ ok: true, value: tinyManifest() });
  });

  it('names the field that is wrong and never its content', () => {
    expect(problemOf({ ...tinyManifest(), id: '../up' })).toBe('id');
    const [first, ...rest] = tinyManifest().files;
    expect(problemOf({ ...tinyManifest(), files: [{ ...first, path: '../../etc/passwd' }, ...rest] })).toBe(
      'files.0.path',
    );
  });

  it('refuses a list of files that contradicts itself', () => {
    const manifest = tinyManifest();
    const [first, ...rest] = manifest.files;
    expect(problemOf({ ...manifest, totalBytes: 1 })).toBe('totalBytes is not the sum');
    expect(problemOf({ ...manifest, files: [first, ...manifest.files] })).toBe('a file is listed twice');
    expect(problemOf({ ...manifest, files: [{ ...first, path: 'manifest.json' }, ...rest] })).toBe(
      'it lists itself',
    );
  });

  it('refuses a known answer that contradicts itself or the vocabulary', () => {
    const problem = (change: object): string =>
      problemOf({ ...tinyManifest(), knownAnswer: { ...TINY_ANSWER, ...change } });
    expect(problem({})).toBe('accepted');
    expect(problem({ argmax: [3] })).toMatch(/one entry for each token/);
    expect(problem({ margins: [1, 1, 1] })).toMatch(/one entry for each token/);
    expect(problem({ sampleLogits: [0] })).toMatch(/one logit for each/);
    expect(problem({ tokens: [1, 40] })).toMatch(/outside the vocabulary/);
    expect(problem({ sampleIds: [6, 5] })).toMatch(/do not ascend/);
  });

  it('refuses nesting that only serves to exhaust memory', () => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    expect(problemOf(deep)).toMatch(/nested deeper/);
  });
});
