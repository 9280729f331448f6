import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../src/domain/model/manifest.ts';
import { llamaForward } from '../../../src/pipeline/reference/llama-forward.ts';
import { shardWeights } from '../../../src/pipeline/reference/shard-weights.ts';
import { planShards } from '../../../src/pipeline/shards/shard-plan.ts';
import { tokenizerFacts } from '../../../src/pipeline/shards/tokenizer-facts.ts';
import { createTokenTextStream } from '../../../src/platform/engine/token-table.ts';
import { tokenTable } from '../../../src/workers/token-table.ts';

/** The float64 forward in plain TypeScript over a built model's shards: it shares no code with TVM or web-llm. */
export interface TinyReference {
  /** After each token: [tokens][vocabulary]. */
  logits(tokens: readonly number[]): Promise<Float64Array[]>;
  text(ids: readonly number[]): string;
}

export function openReference(modelFolder: string): TinyReference {
  const read = (path: string): Buffer => readFileSync(join(modelFolder, path));
  const manifest = JSON.parse(read('manifest.json').toString()) as ModelManifest;
  const { architecture, quantization } = manifest;
  const { vocabSize } = architecture;
  const weights = shardWeights(planShards(architecture, quantization), quantization, {
    readFile: (path) => Promise.resolve(new Uint8Array(read(path))),
  });
  const table = tokenTable(tokenizerFacts(read('tokenizer.json').toString(), vocabSize), vocabSize);
  return {
    async logits(tokens) {
      const all = await llamaForward(architecture, weights, tokens);
      return tokens.map((_, index) => all.subarray(index * vocabSize, (index + 1) * vocabSize));
    },
    text(ids) {
      const stream = createTokenTextStream(table);
      return (ids.map((id) => stream.push(id)).join('') + stream.end()).trim();
    },
  };
}

/** The likeliest token (the lowest id where two are equal) and by how much it leads. */
export function best(logits: Float64Array): { readonly id: number; readonly margin: number } {
  let id = 0;
  for (const [index, value] of logits.entries()) if (value > (logits[id] ?? -Infinity)) id = index;
  let second = -Infinity;
  for (const [index, value] of logits.entries()) if (index !== id) second = Math.max(second, value);
  return { id, margin: (logits[id] ?? 0) - second };
}
