import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { QUANTIZATION_FORMATS, type QuantizationFormat } from '../../domain/model/quantization.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { dequantizeGroups } from './dequantize-groups.ts';
import { quantizeGroups } from './quantize-groups.ts';

const FORMATS = [QUANTIZATION_FORMATS.q4f16_1, QUANTIZATION_FORMATS.q8f16_1];

function quantize(
  format: QuantizationFormat,
  values: Float32Array,
): { words: Uint32Array; scales: Uint16Array } {
  const words = new Uint32Array((values.length * format.bits) / 32);
  const scales = new Uint16Array(values.length / 32);
  quantizeGroups(format, values.slice(), values.length, words, scales, 'test');
  return { words, scales };
}

/** One group at a time, bit by bit, with no shared code: the layout as MLC describes it. */
function slowLevels(format: QuantizationFormat, words: Uint32Array): number[] {
  const bits = [...words]
    .map((word) => word.toString(2).padStart(32, '0').split('').reverse().join(''))
    .join('');
  const count = bits.length / format.bits;
  return Array.from({ length: count }, (_, i) =>
    parseInt(
      bits
        .slice(i * format.bits, (i + 1) * format.bits)
        .split('')
        .reverse()
        .join(''),
      2,
    ),
  );
}

const groups = fc
  .tuple(
    fc.array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 64, maxLength: 64 }),
    fc.integer({ min: -40, max: 16 }),
  )
  .map(([values, exponent]) => Float32Array.from(values, (value) => value * 2 ** exponent));

describe.each(FORMATS)('quantizeGroups to $bits bits', (format) => {
  it('keeps every weight within half a step, plus what rounding the scale to binary16 costs', () => {
    fc.assert(
      fc.property(groups, (values) => {
        const { words, scales } = quantize(format, values);
        const back = dequantizeGroups(
          format,
          words,
          Float32Array.from(scales, (bits) => HALF_TO_FLOAT[bits] ?? 0),
        );
        return values.every((value, i) => {
          const group = values.subarray(i - (i % 32), i - (i % 32) + 32);
          const max = Math.max(...group.map(Math.abs));
          const scale = HALF_TO_FLOAT[scales[Math.floor(i / 32)] ?? 0] ?? 0;
          const bound = scale / 2 + Math.abs(max - format.maxLevel * scale);
          return Math.abs(value - (back[i] ?? NaN)) <= bound * (1 + 1e-6);
        });
      }),
    );
  });

  it('packs levels lowest bits first and never uses the top level', () => {
    fc.assert(
      fc.property(groups, (values) => {
        const { words, scales } = quantize(format, values);
        const levels = slowLevels(format, words);
        expect(Math.max(...levels)).toBeLessThanOrEqual(2 * format.maxLevel);
        levels.forEach((level, i) => {
          const scale = HALF_TO_FLOAT[scales[Math.floor(i / 32)] ?? 0] ?? 0;
          const exact = scale === 0 ? 0 : Math.fround((values[i] ?? 0) / scale);
          const clamped = Math.min(format.maxLevel, Math.max(-format.maxLevel, exact));
          expect(Math.abs(level - format.maxLevel - clamped)).toBeLessThanOrEqual(0.5);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('agrees with numpy in every bit', () => {
    const path = new URL('fixtures/numpy-reference.json', import.meta.url);
    const reference = JSON.parse(readFileSync(path, 'utf8')) as {
      weightBits: number[];
      q4: { words: number[]; scales: number[] };
      q8: { words: number[]; scales: number[] };
    };
    const { words, scales } = quantize(
      format,
      new Float32Array(Uint32Array.from(reference.weightBits).buffer),
    );
    expect({ words: [...words], scales: [...scales] }).toEqual(
      format.bits === 4 ? reference.q4 : reference.q8,
    );
  });

  it('turns a group of zeros into zeros with scale zero', () => {
    const { words, scales } = quantize(format, new Float32Array(32));
    expect([...scales]).toEqual([0]);
    expect(dequantizeGroups(format, words, Float32Array.of(1))).toEqual(new Float32Array(32));
  });

  it('refuses weights whose scale binary16 cannot hold', () => {
    const values = new Float32Array(32).fill(65_520 * format.maxLevel);
    expect(() => quantize(format, values)).toThrow('pipeline/out-of-range: test');
    values.fill(65_500 * format.maxLevel);
    expect(() => quantize(format, values)).not.toThrow();
  });

  it('refuses infinity, which a merge can make of large finite numbers', () => {
    expect(() => quantize(format, new Float32Array(32).fill(Infinity))).toThrow('pipeline/out-of-range');
  });
});
