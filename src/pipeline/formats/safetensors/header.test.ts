import { describe, expect, it } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import { memorySource, toBytes } from '../../../testing/generators/memory-files.ts';
import { frameSafetensors, writeSafetensors } from '../../../testing/generators/safetensors-file.ts';
import { parseSafetensorsHeader } from './header.ts';
import { parseSafetensorsIndex } from './index-file.ts';
import { readSafetensors } from './read-tensors.ts';

const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'F16'): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});

function codeOf(header: object, dataBytes: number): string {
  const result = parseSafetensorsHeader(toBytes(header), dataBytes, 'x.safetensors');
  return result.ok ? 'accepted' : result.error.code;
}

describe('parseSafetensorsHeader', () => {
  it('finds every tensor of a generated file where it was put', async () => {
    const shape = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });
    const tensors = fc.uniqueArray(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 12 }),
        shape,
        dtype: fc.constantFrom('F32', 'F16', 'BF16'),
      }),
      { selector: ({ name }) => name, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(tensors, async (specs) => {
        const files = specs
          .filter(({ name }) => name !== '__metadata__')
          .map((spec, i) => {
            const length = spec.shape.reduce((a, b) => a * b, 1) * (spec.dtype === 'F32' ? 4 : 2);
            return { ...spec, bytes: new Uint8Array(length).fill(i + 1) };
          });
        const source = memorySource('x.safetensors', writeSafetensors(files));
        const found = await readSafetensors(source);
        expect([...found.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
        for (const { name, bytes, shape, dtype } of files) {
          const tensor = found.get(name)!;
          expect([tensor.shape, tensor.dtype]).toEqual([shape, dtype]);
          expect(await source.read(tensor.offset, tensor.nbytes)).toEqual(bytes);
        }
      }),
      { numRuns: 50, examples: [[[{ name: '__proto__', shape: [], dtype: 'F32' }]]] },
    );
  });

  it.each([
    ['an overlap', { a: entry([2], [0, 4]), b: entry([2], [2, 6]) }, 6, 'format/bad-offsets'],
    ['a hole', { a: entry([1], [0, 2]), b: entry([1], [4, 6]) }, 6, 'format/bad-offsets'],
    ['data that belongs to nothing', { a: entry([1], [0, 2]) }, 6, 'format/bad-offsets'],
    ['offsets past the end', { a: entry([4], [0, 8]) }, 6, 'format/truncated'],
    ['offsets that run backwards', { a: entry([1], [2, 0]) }, 2, 'format/bad-offsets'],
    ['negative offsets', { a: entry([1], [-2, 0]) }, 2, 'format/bad-offsets'],
    ['offsets too large to be exact', { a: entry([1], [2 ** 53, 2 ** 53 + 2]) }, 2, 'format/bad-offsets'],
    ['a size that its shape denies', { a: entry([3], [0, 4]) }, 4, 'format/bad-offsets'],
    ['an unknown dtype', { a: entry([1], [0, 8], 'I64') }, 8, 'format/unsupported-dtype'],
    ['a dtype named like a method', { a: entry([1], [0, 8], 'constructor') }, 8, 'format/unsupported-dtype'],
    ['a dimension of zero', { a: entry([0], [0, 0]) }, 0, 'format/bad-header'],
    ['a negative dimension', { a: entry([-1], [0, 2]) }, 2, 'format/bad-header'],
    ['a fractional dimension', { a: entry([1.5], [0, 3]) }, 3, 'format/bad-header'],
    ['nine dimensions', { a: entry(Array(9).fill(1), [0, 2]) }, 2, 'format/over-limit'],
    ['unknown fields', { a: { ...entry([1], [0, 2]), offset: 1 } }, 2, 'format/bad-header'],
    ['an empty name', { '': entry([1], [0, 2]) }, 2, 'format/over-limit'],
  ])('refuses %s', (_, header, dataBytes, code) => expect(codeOf(header, dataBytes)).toBe(code));

  it('refuses a tensor named twice', async () => {
    const one = '"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}';
    const source = memorySource('x', frameSafetensors(`{${one},${one}}`, [new Uint8Array(2)]));
    await expect(readSafetensors(source)).rejects.toMatchObject({ code: 'format/duplicate-name' });
  });

  it('refuses a lying header length before reading that much', async () => {
    const bytes = frameSafetensors('{}', []);
    new DataView(bytes.buffer).setUint32(4, 1, true);
    const source = memorySource('x', bytes);
    await expect(readSafetensors(source)).rejects.toMatchObject({ code: 'format/over-limit' });
    expect(source.reads.bytes).toBe(8);
  });
});

describe('parseSafetensorsIndex', () => {
  const codeFor = (file: string): string => {
    const result = parseSafetensorsIndex(toBytes({ weight_map: { t: file } }), 'index.json');
    return result.ok ? 'accepted' : result.error.code;
  };

  it('groups tensors by file, in the order of the names', () => {
    const index = { weight_map: { c: 'm-2.safetensors', a: 'm-1.safetensors', b: 'm-2.safetensors' } };
    const result = parseSafetensorsIndex(toBytes(index), 'index.json');
    expect(result.ok && [...result.value]).toEqual([
      ['m-1.safetensors', new Set(['a'])],
      ['m-2.safetensors', new Set(['c', 'b'])],
    ]);
  });

  it.each([
    '../x.safetensors',
    '/etc/x.safetensors',
    'a/b.safetensors',
    'a\\b.safetensors',
    'C:x.safetensors',
    '..safetensors',
    '.hidden.safetensors',
    '%2e%2e%2fx.safetensors',
    'x.safetensors\u0000.bin',
    'x.bin',
    '',
  ])('refuses to follow %j', (file) => expect(codeFor(file)).toBe('format/unsafe-path'));
});
