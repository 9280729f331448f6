import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { KnownAnswerSchema } from '../../domain/model/known-answer.ts';
import { QUANTIZATIONS, QUANTIZATION_FORMATS, type Quantization } from '../../domain/model/quantization.ts';
import { floatWeights } from '../../testing/generators/float-weights.ts';
import { memorySink, tinyBuildRequest, TINY_BUILD } from '../../testing/generators/tiny-build.ts';
import { buildModel } from '../build/build-model.ts';
import { dequantizeGroups } from '../quantize/dequantize-groups.ts';
import { planShards } from '../shards/shard-plan.ts';
import { storedFloats } from '../shards/stored-floats.ts';
import { answerTokens, computeKnownAnswer } from './known-answer.ts';
import { llamaForward } from './llama-forward.ts';

const UNTIED = { ...TINY_BUILD, tieWordEmbeddings: false };

async function built(quantization: Quantization, architecture = UNTIED, seed = 1) {
  const sink = memorySink();
  await buildModel(await tinyBuildRequest(quantization, sink, architecture, seed));
  const readFile = (path: string) => Promise.resolve(sink.files.get(path)!.slice());
  return { architecture, quantization, readFile, sink };
}

/** A built model's weights by Hugging Face's names, decoded by the plain function that the quantizer is tested with. */
async function decoded({ architecture, quantization, readFile }: Awaited<ReturnType<typeof built>>) {
  const plan = planShards(architecture, quantization);
  const tensors = new Map<string, Float32Array>();
  const bytesOf = async (tensor: { shard: number; byteOffset: number; nbytes: number }) => {
    const shard = await readFile(plan.shards[tensor.shard]!.path);
    return shard.slice(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
  };
  for (const parameter of plan.parameters) {
    if (parameter.kind === 'vector') {
      tensors.set(parameter.name, storedFloats(parameter.tensor, await bytesOf(parameter.tensor)));
      continue;
    }
    const words = new Uint32Array((await bytesOf(parameter.weight)).buffer);
    const scales = storedFloats(parameter.scale, await bytesOf(parameter.scale));
    const values = dequantizeGroups(QUANTIZATION_FORMATS[quantization], words, scales);
    let row = 0;
    for (const { name, rows } of parameter.sources) {
      tensors.set(name, values.slice(row * parameter.columns, (row + rows) * parameter.columns));
      row += rows;
    }
  }
  return floatWeights(architecture, tensors);
}

describe('computeKnownAnswer', () => {
  it.each(QUANTIZATIONS)('of a model in %s is that of its decoded weights', async (quantization) => {
    const model = await built(quantization);
    const answer = await computeKnownAnswer(model, model);
    const logits = await llamaForward(UNTIED, await decoded(model), answer.tokens);
    const { vocabSize } = UNTIED;
    expect(v.parse(KnownAnswerSchema, answer)).toEqual(answer);
    for (const [index, best] of answer.argmax.entries()) {
      const row = logits.subarray(index * vocabSize, (index + 1) * vocabSize);
      const [first = 0, second = 0] = row.toSorted().reverse();
      expect(row[best]).toBe(first);
      expect(answer.margins[index]).toBeCloseTo(first - second, 4);
    }
    const last = logits.subarray(-vocabSize);
    expect(answer.sampleLogits).toEqual(
      answer.sampleIds.map((id) => Number((last[id] ?? NaN).toPrecision(6))),
    );
  });

  it('records ascending ids without doubles, the likeliest among them', async () => {
    const model = await built('q8f16_1');
    const { sampleIds, argmax, tokens, sampleLogits } = await computeKnownAnswer(model, model);
    expect(sampleIds).toEqual([...new Set(sampleIds)].sort((a, b) => a - b));
    expect(sampleIds).toContain(argmax.at(-1));
    expect([tokens.length, sampleIds.length]).toEqual([argmax.length, sampleLogits.length]);
  });

  it('tells other weights apart', async () => {
    const model = await built('q8f16_1');
    const other = await built('q8f16_1', UNTIED, 2);
    const answers = [await computeKnownAnswer(model, model), await computeKnownAnswer(other, other)];
    expect(answers[0]?.sampleLogits).not.toEqual(answers[1]?.sampleLogits);
  });

  it('refuses weights that make no numbers', async () => {
    const model = await built('q8f32_1');
    const readFile = async (path: string) => (await model.readFile(path)).fill(0xff);
    await expect(computeKnownAnswer(model, { readFile })).rejects.toThrow('format/not-finite');
  });

  it('takes the same from a Buffer at an odd offset, as Node reads files', async () => {
    const model = await built('q8f16_1');
    const readFile = async (path: string) => {
      const bytes = await model.readFile(path);
      const odd = Buffer.alloc(bytes.length + 1);
      odd.set(bytes, 1);
      return odd.subarray(1);
    };
    expect(await computeKnownAnswer(model, { readFile })).toEqual(await computeKnownAnswer(model, model));
  });

  it('reports progress up to the whole', async () => {
    const model = await built('q8f16_1', TINY_BUILD);
    const seen: number[] = [];
    await computeKnownAnswer(model, model, { onProgress: (done, total) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

describe('answerTokens', () => {
  it('are distinct valid ids from all over the vocabulary', () => {
    for (const vocabSize of [40, 280, 32_000, 49_152, 128_256]) {
      const tokens = answerTokens(vocabSize, 8);
      expect(new Set(tokens).size).toBe(8);
      expect(Math.max(...tokens)).toBeLessThan(vocabSize);
      expect(Math.max(...tokens)).toBeGreaterThan(vocabSize * 0.8);
      expect(Math.min(...tokens)).toBeLessThan(vocabSize * 0.2);
    }
  });
});
