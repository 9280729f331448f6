import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import { createRandom, type Random } from '../../testing/generators/random.ts';
import type { LoraPair, WeightDtype } from '../weight-source.ts';
import { ROOM_WEIGHTS, SCALAR_KERNELS } from './kernels.ts';
import { KERNELS_SHA256, KERNELS_SOURCE_SHA256 } from './kernels-wasm.ts';
import { kernelModule } from './simd-exports.ts';
import { createSimdKernels } from './simd-kernels.ts';

const simd = (await createSimdKernels())!;
const bytesOf = (values: Float32Array | Uint16Array | Uint32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const differs = (a: Float32Array | Uint16Array | Uint32Array, b: typeof a): boolean =>
  Buffer.compare(bytesOf(a), bytesOf(b)) !== 0;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Runs `work` on a copy of the values in the kernels' own memory. */
function inSimd<T>(values: Float32Array, work: (room: Float32Array) => T): T {
  const room = simd.takeValues(values.length);
  try {
    expect(room.buffer).not.toBe(values.buffer);
    room.set(values);
    return work(room);
  } finally {
    simd.giveValues(room);
  }
}

describe('the module', () => {
  it('is the one whose hash is recorded, made of the kernels.c beside it', () => {
    expect(sha256(kernelModule())).toBe(KERNELS_SHA256);
    expect(sha256(readFileSync(new URL('kernels.c', import.meta.url)))).toBe(KERNELS_SOURCE_SHA256);
  });
});

describe('decoding', () => {
  it.each([
    ['F16', 0x7c00],
    ['BF16', 0x7f80],
  ] as const)('gives the bits of the TypeScript decoder for every finite %s', (dtype, infinity) => {
    const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => ((bits & 0x7fff) < infinity ? bits : 0));
    const want = new Float32Array(all.length);
    expect(SCALAR_KERNELS.decoders[dtype](bytesOf(all), want)).toBe(true);
    inSimd(new Float32Array(all.length), (room) => {
      expect(simd.decoders[dtype](bytesOf(all), room)).toBe(true);
      expect(differs(room, want)).toBe(false);
    });
  });

  it.each([
    ['F16', [0x7c00, 0xfc00, 0x7e01, 0xffff]],
    ['BF16', [0x7f80, 0xff80, 0x7f81, 0xffff]],
  ] as const)('finds infinity and NaN in %s wherever they lie', (dtype, bad) => {
    for (const bits of bad) {
      for (const at of [0, 5, 15, 31]) {
        const halves = new Uint16Array(32).fill(0x3c00);
        halves[at] = bits;
        inSimd(new Float32Array(32), (room) => {
          expect(simd.decoders[dtype](bytesOf(halves), room)).toBe(false);
        });
      }
    }
  });

  it('leaves to TypeScript what it cannot take: odd counts, foreign memory, other types', () => {
    const halves = Uint16Array.of(0x3c00, 0x4000, 0xbc00);
    inSimd(new Float32Array(3), (room) => {
      expect(simd.decoders.F16(bytesOf(halves), room)).toBe(true);
      expect([...room]).toEqual([1, 2, -1]);
    });
    const own = new Float32Array(3);
    expect(simd.decoders.F16(bytesOf(halves), own)).toBe(true);
    expect([...own]).toEqual([1, 2, -1]);
    const others = (Object.keys(simd.decoders) as WeightDtype[]).filter((dtype) => !/^B?F16$/.test(dtype));
    for (const dtype of others) expect(simd.decoders[dtype]).toBe(SCALAR_KERNELS.decoders[dtype]);
  });
});

describe('merging', () => {
  const pairOf = (random: Random, rows: number, columns: number, rank: number): LoraPair => ({
    rank,
    rows,
    columns,
    scale: 1.75,
    a: Float32Array.from({ length: rank * columns }, () => random.number() - 0.5),
    b: Float32Array.from({ length: rows * rank }, () => random.number() - 0.5),
  });

  it.each([
    [1, 9, 64],
    [4, 8, 32],
    [8, 7, 4128],
    [16, 130, 2080],
    [33, 5, 1024],
    [64, 300, 512],
    [256, 3, 96],
  ])('adds rank %i to %i rows of %i to the bit', (rank, rows, columns) => {
    const random = createRandom(rank);
    const pair = pairOf(random, rows + 3, columns, rank);
    const values = Float32Array.from({ length: rows * columns }, () => random.number() - 0.5);
    const want = values.slice();
    SCALAR_KERNELS.prepareUpdate(pair).add(2, rows, want);
    inSimd(values, (room) => {
      simd.prepareUpdate(pair).add(2, rows, room);
      expect(differs(room, want)).toBe(false);
    });
    simd.prepareUpdate(pair).add(2, rows, values);
    expect(differs(values, want)).toBe(false);
  });
});

describe('quantizing', () => {
  /** Groups of every magnitude from float32's smallest to binary16's largest scale, ties and zeros among them. */
  function groups(random: Random, count: number): Float32Array {
    const values = new Float32Array(count);
    for (let start = 0; start < count; start += 32) {
      const magnitude = 2 ** (random.integer(160) - 149);
      const kind = random.integer(4);
      for (let i = start; i < start + 32; i++) {
        const whole = random.integer(255) - 127;
        values[i] =
          kind === 0
            ? whole * magnitude
            : kind === 1
              ? (whole + 0.5) * magnitude
              : (random.number() - 0.5) * magnitude;
      }
      if (kind === 3) values.fill(0, start, start + random.integer(32));
    }
    return values;
  }

  it.each(['q4f16_1', 'q8f16_1'] as const)(
    'gives the levels and scales of TypeScript to the bit in %s',
    (name) => {
      const format = QUANTIZATION_FORMATS[name];
      const random = createRandom(7);
      for (let round = 0; round < 20; round++) {
        const values = groups(random, 32 * 1024);
        const output = (): [Uint32Array, Uint16Array] => [
          new Uint32Array((values.length * format.bits) / 32),
          new Uint16Array(values.length / 32),
        ];
        const [words, scales] = output();
        const [simdWords, simdScales] = output();
        inSimd(values, (room) => simd.quantizeGroups(format, room, room.length, simdWords, simdScales, 't'));
        SCALAR_KERNELS.quantizeGroups(format, values, values.length, words, scales, 't');
        expect(differs(simdScales, scales)).toBe(false);
        expect(differs(simdWords, words)).toBe(false);
      }
    },
  );

  it('refuses a scale that binary16 cannot hold, with the same error', () => {
    const format = QUANTIZATION_FORMATS.q4f16_1;
    const values = new Float32Array(64).fill(1);
    values[40] = 7 * 65_536;
    inSimd(values, (room) => {
      expect(() =>
        simd.quantizeGroups(format, room, 64, new Uint32Array(8), new Uint16Array(2), 'model.norm'),
      ).toThrow('pipeline/out-of-range: model.norm');
    });
  });
});

describe('room for values', () => {
  it('lies in the kernels’ memory while there is some, and elsewhere after', () => {
    const first = simd.takeValues(10);
    const second = simd.takeValues(ROOM_WEIGHTS);
    const third = simd.takeValues(10);
    expect(first.buffer).toBe(second.buffer);
    expect(third.buffer).not.toBe(first.buffer);
    simd.giveValues(third);
    simd.giveValues(first);
    expect(simd.takeValues(5).byteOffset).toBe(first.byteOffset);
    expect(simd.takeValues(ROOM_WEIGHTS + 1).buffer).not.toBe(first.buffer);
  });
});
