import type { FileSet } from '../../domain/io/byte-source.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { COMPUTE_TYPES } from '../../domain/model/model-library.ts';
import { parseLibraryIndex } from '../../domain/model/parse-library-index.ts';
import { parseManifest } from '../../domain/model/parse-manifest.ts';
import { openGgufBase } from '../../pipeline/formats/gguf/open-gguf-base.ts';
import { parseLlamaConfig } from '../../pipeline/formats/llama-config.ts';
import { openBase } from '../../pipeline/formats/open-base.ts';
import { parseAdapterConfig } from '../../pipeline/formats/peft/adapter-config.ts';
import { openAdapter } from '../../pipeline/formats/peft/open-adapter.ts';
import { parseSafetensorsIndex } from '../../pipeline/formats/safetensors/index-file.ts';
import { readSafetensors } from '../../pipeline/formats/safetensors/read-tensors.ts';
import { createTokenCodec } from '../../pipeline/tokenizer/token-codec.ts';
import { tokenizerFromGguf } from '../../pipeline/tokenizer/tokenizer-from-gguf.ts';
import type { WeightSource } from '../../pipeline/weight-source.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { unwrap } from '../../domain/result.ts';
import { memoryFiles, memorySource, toBytes } from '../generators/memory-files.ts';
import type { Random } from '../generators/random.ts';
import { writeSafetensors } from '../generators/safetensors-file.ts';
import { adapterConfig, adapterFolder, adapterTensors } from '../generators/tiny-adapter.ts';
import { tinyLibrary } from '../generators/tiny-library.ts';
import { TINY_ANSWER, tinyManifest } from '../generators/tiny-manifest.ts';
import { TINY, tinyConfig, tinyFolder, tinyGguf, tinyTensors } from '../generators/tiny-llama.ts';
import { tinyTokenizerJson, tinyVocabulary } from '../generators/tiny-tokenizer.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { IMPORT_TARGETS } from './import-targets.ts';
import { MERGE_TARGETS } from './merge-targets.ts';

const DTYPES = ['F32', 'F16', 'BF16'] as const;
const GGUF_DTYPES = [...DTYPES, 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0'] as const;
const ROPE: LlamaArchitecture['ropeScaling'] = {
  type: 'llama3',
  factor: 8,
  lowFreqFactor: 1,
  highFreqFactor: 4,
  originalMaxPositionEmbeddings: 8192,
};

const rankOf = (module: string): number | null => (/[qv]_proj$/.test(module) ? 4 : null);

/** Reads every weight, as a build does. */
async function readAll(source: WeightSource): Promise<void> {
  for (const { name, shape } of source.tensors.values()) {
    const [first = 1, columns] = shape;
    const rows = columns === undefined ? 1 : first;
    await source.readRows(name, 0, rows, new Float32Array(shape.reduce((a, b) => a * b, 1)));
  }
}

/** The rest of the folder stays whole while one file of it is damaged. */
function withFile(folder: Record<string, Uint8Array | object>, name: string, bytes: Uint8Array): FileSet {
  return memoryFiles({ ...folder, [name]: bytes });
}

function checkpoint(random: Random): Uint8Array {
  return writeSafetensors(tinyTensors(random, TINY, random.pick(DTYPES)));
}

function adapterWeights(random: Random): Uint8Array {
  return writeSafetensors(adapterTensors(random, TINY, rankOf, random.pick(DTYPES)));
}

function tinyBaseGguf(random: Random): Uint8Array {
  const version = random.pick([2, 3]);
  return tinyGguf(TINY, tinyTensors(random, TINY, random.pick(GGUF_DTYPES)), tinyVocabulary(), { version });
}

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'safetensors',
    valid: checkpoint,
    parse: async (bytes) => {
      await readSafetensors(memorySource('model.safetensors', bytes));
    },
  },
  {
    name: 'safetensors-index',
    valid: (random) => {
      const files = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
      const names = tinyTensors(random, TINY, 'F16').map(({ name }) => [name, random.pick(files)]);
      return toBytes({ metadata: { total_size: 1 }, weight_map: Object.fromEntries(names) as object });
    },
    parse: (bytes) => Promise.resolve(bytes).then((b) => void unwrap(parseSafetensorsIndex(b, 'index.json'))),
  },
  {
    name: 'safetensors-base',
    valid: checkpoint,
    parse: async (bytes) =>
      readAll(await openBase(withFile(tinyFolder(TINY, []), 'model.safetensors', bytes))),
  },
  {
    name: 'gguf',
    valid: tinyBaseGguf,
    parse: async (bytes) => readAll(await openGgufBase(memorySource('base.gguf', bytes))),
  },
  {
    name: 'gguf-tokenizer',
    valid: tinyBaseGguf,
    parse: async (bytes) => {
      createTokenCodec(await tokenizerFromGguf(memorySource('base.gguf', bytes))).count(
        'No effusion, 12 mm.',
      );
    },
  },
  {
    name: 'llama-config',
    valid: (random) => toBytes(tinyConfig({ ...TINY, ropeScaling: random.pick([null, ROPE]) })),
    parse: (bytes) => Promise.resolve(bytes).then((b) => void unwrap(parseLlamaConfig(b))),
  },
  {
    name: 'adapter-config',
    valid: () =>
      toBytes(
        adapterConfig({
          rank_pattern: { q_proj: 2, '^model\\.layers\\.[01]\\..*v_proj': 3 },
          target_modules: '.*\\.layers\\.(0|1)\\.(self_attn\\.[qv]_proj|mlp\\.\\w{1,9}_proj)',
        }),
      ),
    parse: (bytes) =>
      Promise.resolve(bytes).then((b) => {
        const config = unwrap(parseAdapterConfig(b));
        for (const module of ['model.layers.0.self_attn.q_proj', 'model.layers.1.mlp.down_proj', 'lm_head']) {
          if (config.isTarget(module)) config.scaleOf(module);
        }
      }),
  },
  {
    name: 'adapter',
    valid: adapterWeights,
    parse: async (bytes) => {
      const files = withFile(adapterFolder(adapterConfig(), []), 'adapter_model.safetensors', bytes);
      const adapter = await openAdapter(files, TINY);
      for (const pair of adapter.pairs.values()) await pair.read();
    },
  },
  {
    name: 'tokenizer-json',
    valid: () => toBytes(tinyTokenizerJson()),
    parse: (bytes) =>
      Promise.resolve(bytes).then((b) => {
        const codec = createTokenCodec(new TextDecoder().decode(b));
        codec.encodePrompt([
          { kind: 'template', text: '<|im_start|>user\n' },
          { kind: 'plain', text: 'No lung effusion, 12.5 mm <|im_end|>' },
        ]);
      }),
  },
  {
    name: 'manifest',
    valid: (random) => toBytes({ ...tinyManifest(random.pick([1, 2, 7])), knownAnswer: TINY_ANSWER }),
    parse: (bytes) =>
      Promise.resolve(bytes).then((b) => {
        const result = parseManifest(b);
        if (!result.ok) throw new ReadroomError('model/manifest-invalid', result.error);
      }),
  },
  {
    name: 'library-index',
    valid: (random) => {
      const names = ['tiny', 'tiny-f32', 'other'].slice(random.integer(3));
      const libraries = names.map((name) => tinyLibrary({ name, compute: random.pick(COMPUTE_TYPES) }));
      return toBytes({ schemaVersion: 1, libraries });
    },
    parse: (bytes) =>
      Promise.resolve(bytes).then((b) => {
        const result = parseLibraryIndex(b);
        if (!result.ok) throw new ReadroomError('net/bad-library-index', result.error);
      }),
  },
  ...MERGE_TARGETS,
  ...IMPORT_TARGETS,
];
