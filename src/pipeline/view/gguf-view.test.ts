import { describe, expect, it } from 'vitest';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { QUANTIZATION_FORMATS, QUANTIZATIONS } from '../../domain/model/quantization.ts';
import { memorySource } from '../../testing/generators/memory-files.ts';
import {
  memorySink,
  TINY_BUILD,
  tinyBuildRequest,
  twoShardRequest,
  type MemorySink,
} from '../../testing/generators/tiny-build.ts';
import { buildModel, type BuildRequest } from '../build/build-model.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { openGgufBase } from '../formats/gguf/open-gguf-base.ts';
import { dequantizeGroups } from '../quantize/dequantize-groups.ts';
import { planShards, type PlannedTensor } from '../shards/shard-plan.ts';
import { tokenizerFromGguf } from '../tokenizer/tokenizer-from-gguf.ts';
import { createTokenCodec } from '../tokenizer/token-codec.ts';
import { createGgufView } from './gguf-view.ts';

interface Built {
  readonly sink: MemorySink;
  readonly bytes: Uint8Array;
  readonly reads: readonly string[];
  readonly totalBytes: number;
}

async function viewOf(request: (sink: MemorySink) => BuildRequest | Promise<BuildRequest>): Promise<Built> {
  const sink = memorySink();
  const { manifest } = await buildModel(await request(sink));
  const reads: string[] = [];
  const readFile = (path: string): Promise<Uint8Array> => {
    reads.push(path);
    return Promise.resolve(sink.files.get(path)!);
  };
  const view = await createGgufView({ manifest, readFile });
  const parts: Uint8Array[] = [];
  for await (const part of view.parts()) parts.push(part);
  return { sink, bytes: Buffer.concat(parts), reads, totalBytes: view.totalBytes };
}

function storedFloats(sink: MemorySink, tensor: PlannedTensor): Float32Array {
  const shard = sink.files.get(`params_shard_${tensor.shard}.bin`)!;
  const { buffer } = shard.slice(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
  if (tensor.dtype === 'float32') return new Float32Array(buffer);
  return Float32Array.from(new Uint16Array(buffer), (bits) => HALF_TO_FLOAT[bits] ?? 0);
}

const LLAMA3: LlamaArchitecture = {
  ...TINY_BUILD,
  tieWordEmbeddings: false,
  ropeTheta: 500_000,
  ropeScaling: {
    type: 'llama3',
    factor: 8,
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositionEmbeddings: 8192,
  },
};

describe.each(QUANTIZATIONS)('the GGUF view of a %s model', (quantization) => {
  it.each([
    ['tied', TINY_BUILD],
    ['untied with llama3 rope scaling', LLAMA3],
  ])('holds exactly the weights of the shards (%s)', async (_name, architecture) => {
    const { sink, bytes, totalBytes } = await viewOf((sink) =>
      tinyBuildRequest(quantization, sink, architecture),
    );
    expect(bytes.length).toBe(totalBytes);
    const gguf = await openGgufBase(memorySource('view.gguf', bytes));
    expect(gguf.architecture).toEqual(architecture);
    for (const parameter of planShards(architecture, quantization).parameters) {
      if (parameter.kind === 'vector') {
        const got = new Float32Array(parameter.length);
        await gguf.readRows(parameter.name, 0, 1, got);
        expect(got).toEqual(storedFloats(sink, parameter.tensor));
        continue;
      }
      const { weight, scale, columns, sources } = parameter;
      const shard = sink.files.get(`params_shard_${weight.shard}.bin`)!;
      const words = new Uint32Array(shard.slice(weight.byteOffset, weight.byteOffset + weight.nbytes).buffer);
      const stored = dequantizeGroups(QUANTIZATION_FORMATS[quantization], words, storedFloats(sink, scale));
      let row = 0;
      for (const { name, rows } of sources) {
        const got = new Float32Array(rows * columns);
        await gguf.readRows(name, 0, rows, got);
        // == and not Object.is: a zero's sign is lost either way and means nothing.
        expect(
          got.every((value, i) => value === stored[row * columns + i]),
          name,
        ).toBe(true);
        row += rows;
      }
    }
  });
});

describe('the GGUF view', () => {
  it('asks for each shard once, in order, and for the tokenizer first', async () => {
    const { reads } = await viewOf(twoShardRequest);
    expect(reads).toEqual(['tokenizer.json', 'params_shard_0.bin', 'params_shard_1.bin']);
  });

  it('carries a tokenizer that encodes as the model’s own does', async () => {
    const { sink, bytes } = await viewOf((to) => tinyBuildRequest('q4f16_1', to));
    const own = createTokenCodec(new TextDecoder().decode(sink.files.get('tokenizer.json')));
    const carried = createTokenCodec(await tokenizerFromGguf(memorySource('view.gguf', bytes)));
    const parts = [
      { kind: 'template', text: '<|im_start|>user\n' },
      { kind: 'plain', text: 'No effusion in the lung, 12 mm <|im_end|>' },
      { kind: 'template', text: '<|im_end|>' },
    ] as const;
    expect(carried.encodePrompt(parts)).toEqual(own.encodePrompt(parts));
    expect(carried.specialTokenId('<|im_end|>')).toBe(2);
  });

  it('stops when the signal fires', async () => {
    const sink = memorySink();
    const { manifest } = await buildModel(await tinyBuildRequest('q8f16_1', sink));
    const view = await createGgufView({
      manifest,
      readFile: (path) => Promise.resolve(sink.files.get(path)!),
    });
    const controller = new AbortController();
    const reading = (async () => {
      for await (const part of view.parts(controller.signal)) if (part.length > 0) controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
