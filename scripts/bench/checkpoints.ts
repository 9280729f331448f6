import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LlamaArchitecture } from '../../src/domain/model/architecture.ts';
import { llamaTensors } from '../../src/pipeline/formats/llama-tensors.ts';
import { createRandom, type Random } from '../../src/testing/generators/random.ts';
import { adapterConfig, adapterFolder, adapterTensors } from '../../src/testing/generators/tiny-adapter.ts';
import { toBytes } from '../../src/testing/generators/memory-files.ts';
import { tinyConfig } from '../../src/testing/generators/tiny-llama.ts';
import { learnedTokenizerJson } from '../../src/testing/generators/learned-tokenizer.ts';

/** A quarter of a 1B model: large enough for a steady speed, small enough to write in seconds. */
export const SPEED_SHAPE: LlamaArchitecture = {
  family: 'llama',
  vocabSize: 4096,
  hiddenSize: 2048,
  intermediateSize: 5632,
  layers: 3,
  attentionHeads: 16,
  keyValueHeads: 16,
  headDim: 128,
  ropeTheta: 10_000,
  ropeScaling: null,
  rmsNormEps: 1e-5,
  tieWordEmbeddings: true,
  maxPositionEmbeddings: 2048,
};

/** Llama-2-7B: 6.74 billion weights, 13.5 GB as float16. */
export const LLAMA_2_7B: LlamaArchitecture = {
  ...SPEED_SHAPE,
  vocabSize: 32_000,
  hiddenSize: 4096,
  intermediateSize: 11_008,
  layers: 32,
  attentionHeads: 32,
  keyValueHeads: 32,
  tieWordEmbeddings: false,
  maxPositionEmbeddings: 4096,
};

const LORA_RANK = 8;
/** What the checkpoint calls itself, so that its model is named alike wherever the folder lies. */
const NAME = 'readroom-tests/synthetic-llama';
const TABLE_SIZE = 65_536;

/**
 * Writes a float16 checkpoint of several safetensors files with an index, tokenizer and a rank-8 adapter on all
 * linear layers. `sparse` leaves the weights as holes of the file, which read as zeros and take no disk.
 */
export function writeCheckpoint(
  folder: string,
  architecture: LlamaArchitecture,
  files: number,
  sparse: boolean,
): void {
  const base = join(folder, 'base');
  const adapter = join(folder, 'adapter');
  for (const path of [base, adapter]) mkdirSync(path, { recursive: true });
  const names = [...llamaTensors(architecture)];
  const perFile = Math.ceil(names.length / files);
  const weightMap: Record<string, string> = {};
  const random = createRandom(1);
  for (let file = 0; file < files; file++) {
    const name = `model-${String(file + 1).padStart(5, '0')}-of-${String(files).padStart(5, '0')}.safetensors`;
    const tensors = names.slice(file * perFile, (file + 1) * perFile);
    for (const [tensor] of tensors) weightMap[tensor] = name;
    writeWeights(join(base, name), tensors, sparse, random);
  }
  const json = (value: unknown): string => JSON.stringify(value);
  writeFileSync(join(base, 'model.safetensors.index.json'), json({ metadata: {}, weight_map: weightMap }));
  writeFileSync(
    join(base, 'config.json'),
    json({ ...tinyConfig(architecture), torch_dtype: 'float16', _name_or_path: NAME }),
  );
  writeFileSync(join(base, 'tokenizer.json'), json(learnedTokenizerJson(architecture.vocabSize)));
  const rankOf = (module: string): number | null => (/_proj$/.test(module) ? LORA_RANK : null);
  const config = adapterConfig({
    r: LORA_RANK,
    lora_alpha: 16,
    target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
  });
  const lora = adapterFolder(config, adapterTensors(random, architecture, rankOf, 'F16'));
  for (const [name, content] of Object.entries(lora)) writeFileSync(join(adapter, name), toBytes(content));
}

function writeWeights(
  path: string,
  tensors: readonly (readonly [string, readonly number[]])[],
  sparse: boolean,
  random: Random,
): void {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, shape] of tensors) {
    const nbytes = shape.reduce((product, size) => product * size, 2);
    header[name] = { dtype: 'F16', shape, data_offsets: [end, end + nbytes] };
    end += nbytes;
  }
  const text = toBytes(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  const file = openSync(path, 'w');
  writeSync(file, length);
  writeSync(file, text);
  if (sparse) ftruncateSync(file, 8 + text.length + end);
  else {
    const table = weightTable(random);
    for (let done = 0; done < end; done += table.byteLength) {
      writeSync(file, new Uint8Array(table.buffer, 0, Math.min(table.byteLength, end - done)));
    }
  }
  closeSync(file);
}

/** Two million random float16 weights around 0.02, repeated: long enough that no branch predictor learns them. */
function weightTable(random: Random): Uint16Array {
  const table = new Uint16Array(32 * TABLE_SIZE);
  // Exponents from 2^-8 to 2^-5, any mantissa, either sign.
  for (let i = 0; i < table.length; i++)
    table[i] = (random.integer(2) << 15) | (0x1c00 + random.integer(0x0c00));
  return table;
}
