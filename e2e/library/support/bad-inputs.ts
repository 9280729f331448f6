import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../../scripts/serve/folders.ts';
import { memoryFiles, toBytes } from '../../../src/testing/generators/memory-files.ts';
import {
  adapterConfig,
  adapterFolder,
  adapterTensors,
} from '../../../src/testing/generators/tiny-adapter.ts';
import { createRandom } from '../../../src/testing/generators/random.ts';
import { nodeHashing } from '../../../scripts/model/node-hashing.ts';
import { buildModel } from '../../../src/pipeline/build/build-model.ts';
import { tinyGpuConfig } from '../../../src/testing/generators/tiny-gpu-model.ts';
import { memorySink } from '../../../src/testing/generators/tiny-build.ts';
import { FAULTS, flipped, lieAt, lieInText, spoil, type Spoilable } from './faults.ts';
import {
  OTHER_SHAPE,
  tinyAdapterFolder,
  tinyBaseFolder,
  tinyBaseGguf,
  TINY_SHAPE,
  type Folder,
} from './fixtures.ts';
import { zipOf } from './zip-of.ts';

/** One row of the table: what a person chose, and what was wrong with it. */
export interface BadInput {
  readonly chosen: string;
  readonly file: string;
  readonly fault: string;
  readonly base: Folder;
  /** For a merge; undefined when finished files are brought in. */
  readonly adapter?: Folder | null;
  /** Why nothing can be wrong for anyone to see: such a row may also succeed. */
  readonly unseen?: string;
}

type Bytes = Readonly<Record<string, Uint8Array>>;

const bytesOf = (folder: Folder): Bytes =>
  Object.fromEntries(Object.entries(folder).map(([name, content]) => [name, toBytes(content)]));

function rows(
  chosen: string,
  good: Folder,
  files: readonly Spoilable[],
  rest: (spoilt: Folder) => Pick<BadInput, 'base' | 'adapter'>,
  unseen: (file: string, fault: string) => string | undefined = () => undefined,
): BadInput[] {
  const all = bytesOf(good);
  return files.flatMap((file) =>
    FAULTS.map((fault): BadInput => {
      const { [file.name]: original = new Uint8Array(), ...others } = all;
      const spoilt = spoil(fault, original, file);
      const folder = spoilt === null ? others : { ...others, [file.name]: spoilt };
      const why = unseen(file.name, fault);
      return { chosen, file: file.name, fault, ...rest(folder), ...(why !== undefined && { unseen: why }) };
    }),
  );
}

const NOBODY_VOUCHES =
  'no hash of it is known before it is read; what was read is recorded in the manifest, and the model is its own known answer';

/** Every kind of file that a person can bring, with every fault. Some seconds: two tiny models are built. */
export async function badInputs(): Promise<BadInput[]> {
  const [own, other] = [await builtFolder(7), await builtFolder(8)];
  return [
    ...ggufRows(),
    ...folderRows(),
    ...adapterRows(),
    ...ownRows(own, other),
    ...(await archiveRows(own)),
    ...mlcRows(own, other),
    ...libraryRows(),
  ];
}

function ggufRows(): BadInput[] {
  const name = 'tiny-base-f32.gguf';
  const gguf = tinyBaseGguf();
  const adapter = tinyAdapterFolder();
  const chosen = 'base, one GGUF';
  const file: Spoilable = { name, other: tinyBaseGguf(OTHER_SHAPE), lie: lieAt(8) };
  return [
    ...rows(chosen, { [name]: gguf }, [file], (base) => ({ base, adapter })).filter(
      ({ fault }) => fault !== 'gone',
    ),
    {
      chosen,
      file: name,
      fault: 'one bit flipped in a weight',
      base: { [name]: flipped(gguf, 0.9) },
      adapter,
      unseen: NOBODY_VOUCHES,
    },
    { chosen, file: name, fault: 'an adapter chosen as base', base: adapter, adapter: null },
    {
      chosen,
      file: name,
      fault: 'of another architecture',
      base: { [name]: lieInText('llama', 'mamba')(gguf) },
      adapter,
    },
  ];
}

function folderRows(): BadInput[] {
  const other = bytesOf(tinyBaseFolder(OTHER_SHAPE));
  const from = (name: string): Uint8Array => other[name] ?? new Uint8Array();
  const files: Spoilable[] = [
    { name: 'model.safetensors', other: from('model.safetensors'), lie: lieAt(0) },
    {
      name: 'config.json',
      other: from('config.json'),
      lie: lieInText(/"hidden_size":\d+/, '"hidden_size":4096'),
    },
    {
      name: 'tokenizer.json',
      other: from('tokenizer.json'),
      lie: lieInText('"type":"BPE"', '"type":"Unigram"'),
    },
  ];
  return rows('base, a folder', tinyBaseFolder(), files, (base) => ({ base, adapter: tinyAdapterFolder() }));
}

function adapterRows(): BadInput[] {
  const base = tinyBaseFolder();
  const other = bytesOf(tinyAdapterFolder(OTHER_SHAPE));
  const from = (name: string): Uint8Array => other[name] ?? new Uint8Array();
  const chosen = 'adapter';
  const weights = 'adapter_model.safetensors';
  const config = 'adapter_config.json';
  const random = createRandom(2);
  const rankOf = (module: string): number | null => (/\.[qv]_proj$/.test(module) ? 8 : null);
  const tensors = adapterTensors(random, TINY_SHAPE, rankOf, 'F16');
  const strange = { ...tensors[0]!, name: 'base_model.model.model.layers.0.self_attn.w_proj.lora_A.weight' };
  const notFinite = { ...tensors[0]!, bytes: new Uint8Array(tensors[0]!.bytes.length).fill(0xff) };
  return [
    ...rows(
      chosen,
      tinyAdapterFolder(),
      [
        { name: weights, other: from(weights), lie: lieAt(0) },
        {
          name: config,
          other: toBytes(adapterConfig({ r: 3, target_modules: ['k_proj'] })),
          lie: lieInText('"r":8', '"r":16'),
        },
      ],
      (adapter) => ({ base, adapter }),
    ),
    { chosen, file: weights, fault: 'for another base', base, adapter: tinyAdapterFolder(OTHER_SHAPE) },
    {
      chosen,
      file: weights,
      fault: 'unknown tensors',
      base,
      adapter: adapterFolder(adapterConfig({ r: 8 }), [...tensors, strange]),
    },
    {
      chosen,
      file: weights,
      fault: 'values that are no numbers',
      base,
      adapter: adapterFolder(adapterConfig({ r: 8 }), [notFinite, ...tensors.slice(1)]),
    },
    {
      chosen,
      file: config,
      fault: 'an unsupported kind (DoRA)',
      base,
      adapter: adapterFolder(adapterConfig({ r: 8, use_dora: true }), tensors),
    },
    { chosen, file: 'base', fault: 'a base chosen as adapter', base, adapter: base },
  ];
}

/** A built model's files, manifest.json included. */
async function builtFolder(seed: number): Promise<Bytes> {
  const sink = memorySink();
  const config = tinyGpuConfig();
  await buildModel({
    config: { ...config, id: 'bad-input', displayName: 'Bad input' },
    quantization: 'q8f16_1',
    base: memoryFiles(tinyBaseFolder(TINY_SHAPE, seed)),
    adapter: null,
    sink,
    hashing: nodeHashing,
  });
  return Object.fromEntries(sink.files);
}

const SHARD = 'params_shard_0.bin';

function builtFiles(other: Bytes): Spoilable[] {
  const from = (name: string): Uint8Array => other[name] ?? new Uint8Array();
  return [
    { name: SHARD, other: from(SHARD), lie: (bytes) => bytes.reverse(), flipAt: 0.5 },
    {
      name: 'tensor-cache.json',
      other: toBytes({ metadata: {}, records: [] }),
      lie: lieInText(/"nbytes": ?\d+/, '"nbytes":1'),
    },
    {
      name: 'mlc-chat-config.json',
      other: toBytes({ model_type: 'gpt2' }),
      lie: lieInText(/"vocab_size": ?\d+/, '"vocab_size":100000'),
    },
    {
      name: 'tokenizer.json',
      other: toBytes(tinyBaseFolder(OTHER_SHAPE)['tokenizer.json'] ?? ''),
      lie: lieInText(/"BPE"/, '"Unigram"'),
    },
  ];
}

function ownRows(own: Bytes, other: Bytes): BadInput[] {
  const manifest: Spoilable = {
    name: 'manifest.json',
    other: other['manifest.json'] ?? new Uint8Array(),
    lie: lieInText(/"totalBytes": ?\d+/, '"totalBytes": 1'),
  };
  // Without its manifest the same folder is one of MLC's: what then happens stands there.
  return rows('our model folder', own, [manifest, ...builtFiles(other)], (base) => ({ base })).filter(
    ({ file, fault }) => file !== 'manifest.json' || fault !== 'gone',
  );
}

async function archiveRows(own: Bytes): Promise<BadInput[]> {
  const name = 'bad-input.readroom.zip';
  const zip = await zipOf(own);
  const file: Spoilable = {
    name,
    other: await zipOf({ 'letter.txt': toBytes('Dear colleague') }),
    // Sizes in the central directory's first entry.
    lie: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (let at = bytes.length - 22; at > 0; at--) {
        if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 20, 0x7fffffff, true);
      }
      return bytes;
    },
    flipAt: 0.5,
  };
  return rows('our archive', { [name]: zip }, [file], (base) => ({ base })).filter(
    ({ fault }) => fault !== 'gone',
  );
}

function mlcRows(own: Bytes, other: Bytes): BadInput[] {
  const folder = Object.fromEntries(Object.entries(own).filter(([name]) => name !== 'manifest.json'));
  return rows(
    "MLC's folder",
    folder,
    builtFiles(other),
    (base) => ({ base }),
    (file, fault) =>
      fault === 'one bit flipped' && file === 'tokenizer.json'
        ? `${NOBODY_VOUCHES}; shown as an unverified source`
        : undefined,
  );
}

function libraryRows(): BadInput[] {
  const served = join(REPOSITORY.dist, 'model-libs');
  const name = 'tiny-llama-q8f16_1-f32';
  const index = JSON.parse(readFileSync(join(served, 'index.json'), 'utf8')) as {
    readonly libraries: readonly { readonly name: string }[];
  };
  const libraries = index.libraries.filter((library) => library.name === name);
  const good = {
    'index.json': JSON.stringify({ ...index, libraries }),
    [`${name}.wasm`]: readFileSync(join(served, `${name}.wasm`)),
  };
  const files: Spoilable[] = [
    {
      name: `${name}.wasm`,
      other: readFileSync(join(served, 'tiny-llama-q4f32_1.wasm')),
      lie: lieAt(0, 7n),
      flipAt: 0.5,
    },
    { name: 'index.json', other: toBytes({ libraries: [] }), lie: lieInText(/"bytes": ?\d+/, '"bytes":1') },
  ];
  return rows('compiled library', good, files, (base) => ({ base }));
}
