import { describe, expect, it } from 'vitest';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { memorySource } from '../../../testing/generators/memory-files.ts';
import type { MetadataFixture } from '../../../testing/generators/gguf-file.ts';
import { createRandom } from '../../../testing/generators/random.ts';
import type { TensorFixture } from '../../../testing/generators/safetensors-file.ts';
import { TINY, tinyGguf, tinyTensors } from '../../../testing/generators/tiny-llama.ts';
import { tinyVocabulary } from '../../../testing/generators/tiny-tokenizer.ts';
import type { WeightDtype } from '../../weight-source.ts';
import { openGgufBase } from './open-gguf-base.ts';
import { llama3Factors } from './rope-factors.ts';

/** Columns in whole blocks of 256, as K-quants need them. */
const WIDE: LlamaArchitecture = {
  ...TINY,
  hiddenSize: 256,
  intermediateSize: 256,
  headDim: 64,
  layers: 1,
};
const DTYPES: readonly (readonly [WeightDtype, LlamaArchitecture])[] = [
  ...(['F32', 'F16', 'BF16', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0'] as const).map((d) => [d, TINY] as const),
  ...(['Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K'] as const).map((d) => [d, WIDE] as const),
];
const tensors = tinyTensors(createRandom(5), TINY, 'Q8_0');

const open = (
  found: readonly TensorFixture[],
  metadata: MetadataFixture = {},
  architecture: LlamaArchitecture = TINY,
): ReturnType<typeof openGgufBase> =>
  openGgufBase(memorySource('base.gguf', tinyGguf(architecture, found, metadata)));

const ropeTensor = (factors: Iterable<number>): TensorFixture => {
  const values = Float32Array.from(factors);
  return {
    name: 'rope_freqs.weight',
    dtype: 'F32',
    shape: [values.length],
    bytes: new Uint8Array(values.buffer),
  };
};

/** Far quicker than toEqual for a hundred thousand numbers. */
const sameBits = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

describe('openGgufBase', () => {
  it.each(DTYPES)(
    'reads every %s weight in the row order of Hugging Face, whole and row by row',
    async (dtype, architecture) => {
      const generated = tinyTensors(createRandom(6), architecture, dtype);
      const base = await open(generated, tinyVocabulary(), architecture);
      expect(base.architecture).toEqual(architecture);
      expect([...base.tensors.keys()]).toEqual(generated.map(({ name }) => name));
      for (const { name, shape, values } of generated) {
        const rows = shape.length === 1 ? 1 : shape[0]!;
        const whole = new Float32Array(values.length);
        await base.readRows(name, 0, rows, whole);
        expect(sameBits(whole, values), name).toBe(true);
        const width = values.length / rows;
        for (let row = 0; row + 3 <= rows; row += 3) {
          const part = new Float32Array(3 * width);
          await base.readRows(name, row, 3, part);
          expect(
            sameBits(part, values.subarray(row * width, (row + 3) * width)),
            `${name} from row ${row}`,
          ).toBe(true);
        }
      }
    },
  );

  it.each([
    ['version 2', { version: 2 }, {}],
    ['an alignment of 64', { alignment: 64 }, { 'general.alignment': 64 }],
  ])('reads %s', async (_, options, metadata) => {
    const bytes = tinyGguf(TINY, tensors, metadata, options);
    const base = await openGgufBase(memorySource('base.gguf', bytes));
    const { name, values } = tensors.at(-1)!;
    const out = new Float32Array(values.length);
    await base.readRows(name, 0, 1, out);
    expect(out).toEqual(values);
  });

  it('is untied when it has an output tensor', async () => {
    const untied = { ...TINY, tieWordEmbeddings: false };
    const base = await open(tinyTensors(createRandom(7), untied, 'F16'), {}, untied);
    expect(base.architecture).toEqual(untied);
    expect(base.tensors.has('lm_head.weight')).toBe(true);
  });

  it('recovers llama3 scaling from the factors and refuses any other', async () => {
    const ropeScaling: LlamaArchitecture['ropeScaling'] = {
      type: 'llama3',
      factor: 8,
      lowFreqFactor: 1,
      highFreqFactor: 4,
      originalMaxPositionEmbeddings: 8192,
    };
    const wide = { ...TINY, headDim: 64, attentionHeads: 4, keyValueHeads: 2, ropeTheta: 500_000 };
    const generated = tinyTensors(createRandom(8), wide, 'F16');
    const metadata = { 'llama.attention.key_length': 64, 'llama.attention.value_length': 64 };
    const factors = llama3Factors(ropeScaling, 500_000, 64);
    const base = await open([...generated, ropeTensor(factors)], metadata, wide);
    expect(base.architecture).toEqual({ ...wide, ropeScaling });
    const plain = await open([...generated, ropeTensor(factors.map(() => 1))], metadata, wide);
    expect(plain.architecture.ropeScaling).toBeNull();
    await expect(
      open([...generated, ropeTensor(factors.map((factor) => factor ** 1.1))], metadata, wide),
    ).rejects.toMatchObject({ code: 'format/unsupported-architecture' });
  });

  it('refuses a K-quant whose rows are not made of whole blocks of 256', async () => {
    const quantized = { ...tensors[2]!, dtype: 'Q4_K' };
    await expect(open([tensors[0]!, tensors[1]!, quantized, ...tensors.slice(3)])).rejects.toMatchObject({
      code: 'format/wrong-shape',
    });
  });

  it('names a tensor type that it cannot read', async () => {
    const quantized = { ...tensors[2]!, dtype: 'IQ4_XS' };
    await expect(open([tensors[0]!, tensors[1]!, quantized, ...tensors.slice(3)])).rejects.toMatchObject({
      code: 'format/unsupported-dtype',
      detail: expect.stringContaining('IQ4_XS') as string,
    });
  });

  it.each([
    ['general.architecture', 'qwen2'],
    ['llama.expert_count', 8],
    ['llama.rope.scaling.type', 'yarn'],
    ['llama.rope.scaling.factor', 4],
    ['llama.attention.sliding_window', 4096],
  ])('refuses %s %j by its name', async (key, value) => {
    await expect(open(tensors, { [key]: value })).rejects.toMatchObject({
      code: 'format/unsupported-architecture',
      detail: expect.stringContaining(key) as string,
    });
  });

  it.each([
    ['a missing tensor', tensors.slice(1), 'format/missing-tensor'],
    ['a tensor twice', [...tensors, tensors[0]!], 'format/duplicate-name'],
    ['a bias', [...tensors, { ...tensors[1]!, name: 'blk.0.attn_q.bias' }], 'format/unknown-tensor'],
    [
      'a layer too many',
      [...tensors, { ...tensors[1]!, name: 'blk.2.attn_norm.weight' }],
      'format/unknown-tensor',
    ],
  ])('refuses %s', async (_, found, code) => {
    await expect(open(found)).rejects.toMatchObject({ code });
  });

  it.each([
    ['other metadata than its shapes', { 'llama.feed_forward_length': 96 }, 'format/wrong-shape'],
    ['heads per layer', { 'llama.attention.head_count_kv': Int32Array.of(2, 2) }, 'format/bad-config'],
    ['an alignment that is no power of two', { 'general.alignment': 48 }, 'format/bad-header'],
  ])('refuses %s', async (_, metadata, code) => {
    await expect(open(tensors, metadata)).rejects.toMatchObject({ code });
  });

  it('refuses a file cut anywhere', async () => {
    const bytes = tinyGguf(TINY, tensors, tinyVocabulary());
    for (let length = 0; length < bytes.length - 32; length += 997) {
      const cut = openGgufBase(memorySource('base.gguf', bytes.slice(0, length)));
      await expect(cut, `${length} bytes`).rejects.toMatchObject({ code: 'format/truncated' });
    }
  });

  it('calls a large file that is cut in its tensors truncated, and not oversized', async () => {
    const long = { ...tensors.at(-1)!, shape: [100_000_000] };
    const bytes = new Uint8Array(17 * 2 ** 20);
    bytes.set(tinyGguf(TINY, [...tensors.slice(0, -1), long], tinyVocabulary()));
    const source = memorySource('base.gguf', bytes);
    await expect(openGgufBase(source)).rejects.toMatchObject({ code: 'format/truncated' });
    expect(source.reads.bytes).toBeLessThan(2 * 2 ** 20);
  });

  it('refuses another kind of file and big-endian files', async () => {
    const bytes = tinyGguf(TINY, tensors);
    new DataView(bytes.buffer).setUint32(4, 3, false);
    await expect(openGgufBase(memorySource('b', bytes))).rejects.toMatchObject({
      code: 'format/unsupported-version',
      detail: expect.stringContaining('big-endian') as string,
    });
    const text = memorySource('b', new Uint8Array(100).fill(65));
    await expect(openGgufBase(text)).rejects.toMatchObject({ code: 'format/unrecognised' });
  });
});
