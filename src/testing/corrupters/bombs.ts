import { toBytes } from '../generators/memory-files.ts';
import { writeGguf } from '../generators/gguf-file.ts';
import { frameSafetensors } from '../generators/safetensors-file.ts';
import { adapterConfig } from '../generators/tiny-adapter.ts';
import { TINY, tinyConfig, tinyGguf } from '../generators/tiny-llama.ts';
import { tinyTokenizerJson, tinyVocabulary } from '../generators/tiny-tokenizer.ts';

/** A file made to exhaust time or memory, for the parser of that name in FUZZ_TARGETS. */
export interface Bomb {
  readonly name: string;
  readonly target: string;
  /** A parser may also take it, as long as it is quick. */
  readonly harmless?: true;
  readonly make: () => Uint8Array;
}

const MIB = 1024 * 1024;

const repeat = (text: string, bytes: number): string => text.repeat(Math.floor(bytes / text.length));

function patched(bytes: Uint8Array, at: number, value: bigint): Uint8Array {
  new DataView(bytes.buffer).setBigUint64(at, value, true);
  return bytes;
}

/** A GGUF whose second number field (tensor count) or third (key count) lies. */
const lyingGguf = (at: number, value: bigint) => (): Uint8Array => patched(tinyGguf(TINY, []), at, value);

/** A GGUF with one array that promises `count` items of a type and holds none. */
function lyingArray(itemType: number, count: bigint): Uint8Array {
  const bytes = new Uint8Array(24 + 8 + 4 + 4 + 4 + 8 + 64);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x46554747, true);
  view.setUint32(4, 3, true);
  view.setBigUint64(16, 1n, true);
  view.setBigUint64(24, 4n, true);
  bytes.set(toBytes('keys'), 32);
  view.setUint32(36, 9, true);
  view.setUint32(40, itemType, true);
  view.setBigUint64(44, count, true);
  return bytes;
}

function tensorHeader(count: number, name: (i: number) => string): string {
  const entries = Array.from(
    { length: count },
    (_, i) => `"${name(i)}":{"dtype":"F16","shape":[1],"data_offsets":[${2 * i},${2 * i + 2}]}`,
  );
  return `{${entries.join(',')}}`;
}

export const BOMBS: readonly Bomb[] = [
  {
    name: 'a header length of 2^63',
    target: 'safetensors',
    make: () => patched(frameSafetensors('{}', []), 0, 2n ** 63n),
  },
  {
    name: 'brackets nested two million deep',
    target: 'safetensors',
    make: () => frameSafetensors(repeat('[', 2 * MIB) + repeat(']', 2 * MIB), []),
  },
  {
    name: 'a million empty arrays',
    target: 'safetensors',
    make: () => frameSafetensors(`{"a":[${repeat('[],', 3 * MIB)}0]}`, []),
  },
  {
    name: 'three million dimensions',
    target: 'safetensors',
    make: () =>
      frameSafetensors(`{"a":{"dtype":"F16","data_offsets":[0,0],"shape":[${repeat('1,', 3 * MIB)}1]}}`, []),
  },
  {
    name: 'a four megabyte name',
    target: 'safetensors',
    make: () => frameSafetensors(`{"${repeat('n', 3 * MIB)}":1}`, []),
  },
  {
    name: 'fifty thousand tensors',
    target: 'safetensors',
    make: () =>
      frameSafetensors(
        tensorHeader(50_000, (i) => `t${i}`),
        [new Uint8Array(100_000)],
      ),
  },
  {
    name: 'a shape whose product overflows',
    target: 'safetensors',
    make: () =>
      frameSafetensors('{"a":{"dtype":"F16","shape":[4294967296,4294967296],"data_offsets":[0,0]}}', []),
  },
  {
    name: 'a hundred thousand files',
    target: 'safetensors-index',
    make: () =>
      toBytes(
        `{"weight_map":{${Array.from({ length: 60_000 }, (_, i) => `"t${i}":"f${i}.safetensors"`).join(',')}}}`,
      ),
  },
  { name: 'a tensor count of 2^64 − 1', target: 'gguf', make: lyingGguf(8, 2n ** 64n - 1n) },
  { name: 'a key count of 2^40', target: 'gguf', make: lyingGguf(16, 2n ** 40n) },
  { name: 'a first key of 2^62 bytes', target: 'gguf', make: lyingGguf(24, 2n ** 62n) },
  { name: 'an array of 2^50 numbers', target: 'gguf', make: () => lyingArray(4, 2n ** 50n) },
  { name: 'an array of two million missing strings', target: 'gguf', make: () => lyingArray(8, 1_999_999n) },
  {
    name: 'sixteen megabytes of empty strings',
    target: 'gguf',
    make: () => {
      const head = lyingArray(8, 1_990_000n).subarray(0, 52);
      const bytes = new Uint8Array(17 * MIB);
      bytes.set(head);
      return bytes;
    },
  },
  {
    name: 'six hundred thousand tokens',
    target: 'gguf-tokenizer',
    make: () => {
      const tokens = Array.from({ length: 600_000 }, (_, i) => `t${i}`);
      return writeGguf({ ...tinyVocabulary(), 'tokenizer.ggml.tokens': tokens }, []);
    },
  },
  {
    name: 'a vocabulary of 2^30 rows',
    target: 'llama-config',
    make: () => toBytes({ ...tinyConfig(TINY), vocab_size: 2 ** 30 }),
  },
  {
    name: 'a million layers',
    target: 'llama-config',
    make: () => toBytes({ ...tinyConfig(TINY), num_hidden_layers: 1e6 }),
  },
  {
    name: 'a pattern that backtracks for ever',
    harmless: true,
    target: 'adapter-config',
    make: () => toBytes(adapterConfig({ target_modules: '((((.*)*)*)*)*!'.replaceAll(')*', '|.*)*') })),
  },
  {
    name: 'nested counted repeats',
    target: 'adapter-config',
    make: () => toBytes(adapterConfig({ target_modules: '(((((a{60}){60}){60}){60}){60})' })),
  },
  {
    name: 'thousands of rank patterns',
    target: 'adapter-config',
    make: () =>
      toBytes(
        adapterConfig({
          rank_pattern: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`.*.*.*x${i}`, 2])),
        }),
      ),
  },
  {
    name: 'merges by the million',
    target: 'tokenizer-json',
    make: () => toBytes(`{"model":{"type":"BPE","vocab":{"a":0},"merges":[${repeat('"a",', 12 * MIB)}"a"]}}`),
  },
  {
    name: 'an unknown split that backtracks',
    target: 'tokenizer-json',
    make: () =>
      toBytes(
        tinyTokenizerJson({
          pre_tokenizer: { type: 'Split', behavior: 'Isolated', invert: false, pattern: { Regex: '(a+)+$' } },
        }),
      ),
  },
];
