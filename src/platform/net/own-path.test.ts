import { describe, expect, it } from 'vitest';
import { buildFilePath, bundledPath, libraryPath, manifestPath, modelFilePath } from './own-path.ts';

const NOT_NAMES = [
  '',
  '..',
  '../a',
  'a/../b',
  'a b',
  'a?findings=nodule',
  'a#nodule',
  'a%20b',
  '//elsewhere.example/a',
  'https://elsewhere.example/a',
  '\\\\elsewhere.example',
  'A 9 mm nodule in the right upper lobe.',
  'x'.repeat(129),
];

describe('a path of our own origin', () => {
  it('is made from what a list names', () => {
    expect(buildFilePath({ path: '/' })).toBe('/');
    expect(buildFilePath({ path: '/assets/x-1.js' })).toBe('/assets/x-1.js');
    expect(manifestPath({ id: 'tiny-q8f16_1' })).toBe('/models/tiny-q8f16_1/resolve/main/manifest.json');
    expect(modelFilePath({ id: 'tiny' }, { path: 'a.bin' })).toBe('/models/tiny/resolve/main/a.bin');
    expect(libraryPath({ file: 'tiny.wasm' })).toBe('/model-libs/tiny.wasm');
  });

  it.each(NOT_NAMES)('is not made from "%s"', (name) => {
    const refused = expect.objectContaining({ code: 'net/foreign-origin' }) as unknown;
    expect(() => buildFilePath({ path: `/${name}/` })).toThrow(refused);
    expect(() => bundledPath(`/${name}?`)).toThrow(refused);
    expect(() => manifestPath({ id: name })).toThrow(refused);
    expect(() => modelFilePath({ id: 'tiny' }, { path: name })).toThrow(refused);
    expect(() => libraryPath({ file: name })).toThrow(refused);
  });
});
