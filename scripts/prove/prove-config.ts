import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import type { ComputeType } from '../../src/domain/model/model-library.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { compileLibrary } from '../compile-model/compile-library.ts';
import { readConfig } from '../model/read-config.ts';
import { compareGreedy, type Comparison } from './compare-greedy.ts';
import { driveLibrary } from './drive-library.ts';
import { greedyReference } from './greedy-reference.ts';
import { borderPrompts } from './prompt-lengths.ts';
import { buildRandomModel } from './random-model.ts';

/** Above this many weights random ones take too long to make and a software GPU too long to run. */
const MAX_WEIGHTS = 20e6;
const NEW_TOKENS = 24;

export interface ProveOptions {
  readonly quantization?: Quantization;
  /** Left out: float32, which every WebGPU runs. */
  readonly compute?: ComputeType;
  readonly log?: (line: string) => void;
}

export interface Proof {
  readonly passed: boolean;
  readonly comparisons: readonly Comparison[];
}

/**
 * Takes a configuration through the whole chain: random weights, merge and quantization, a compiled library, Chromium
 * with software WebGPU, and the greedy token ids of PyTorch over the same stored weights.
 */
export async function proveConfig(path: string, options: ProveOptions = {}): Promise<Proof> {
  const log = options.log ?? ((line) => console.log(line));
  const config = await readConfig(path);
  requireSmall(config);
  requireReference(config);
  const quantization = options.quantization ?? config.defaultQuantization;
  const folder = mkdtempSync(join(tmpdir(), 'readroom-prove-'));
  try {
    const id = await buildRandomModel(config, quantization, folder);
    log(`${id}: random weights, quantized`);
    const { library, path: wasm } = await compileLibrary({
      config: path,
      quantization,
      compute: options.compute ?? 'float32',
      out: join(folder, 'libraries'),
    });
    log(`${library.name}: compiled, ${(library.bytes / 1e6).toFixed(1)} MB`);
    const prompts = borderPrompts(config.architecture.vocabSize, config.context.window, NEW_TOKENS);
    const requests = prompts.map((prompt) => ({ prompt, maxNewTokens: NEW_TOKENS, stop: [] }));
    const wanted = await greedyReference(join(folder, id), requests);
    const comparisons = await compareGreedy(() => driveLibrary(wasm, folder), id, requests, wanted);
    for (const comparison of comparisons) log(comparison.line);
    const passed = comparisons.every(({ equal }) => equal);
    log(
      passed
        ? `${library.name}: Chromium’s greedy ids are PyTorch’s for all ${comparisons.length} prompts`
        : `${library.name}: Chromium’s greedy ids differ from PyTorch’s`,
    );
    return { passed, comparisons };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireSmall({ id, architecture }: ModelConfig): void {
  const { hiddenSize, intermediateSize, layers, vocabSize, headDim } = architecture;
  const heads = 2 * (architecture.attentionHeads + architecture.keyValueHeads) * headDim;
  const weights = hiddenSize * (2 * vocabSize + layers * (heads + 3 * intermediateSize));
  if (weights <= MAX_WEIGHTS) return;
  throw new Error(
    `${id} has ${Math.round(weights / 1e6)} million weights: a software GPU proves at most ${MAX_WEIGHTS / 1e6} million. ` +
      'Give a smaller config of the same kind (fewer layers, a smaller vocabulary).',
  );
}

function requireReference({ id, architecture: { hiddenSize, attentionHeads } }: ModelConfig): void {
  if (hiddenSize % attentionHeads === 0) return;
  throw new Error(
    `${id} has ${attentionHeads} heads, which do not divide its hidden size of ${hiddenSize}: PyTorch’s Llama, the ` +
      'reference, takes no such shape.',
  );
}
