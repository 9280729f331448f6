import { createRandom } from '../../../src/testing/generators/random.ts';
import { toBytes } from '../../../src/testing/generators/memory-files.ts';

/** What can be wrong with a file; `gone` is a file that is not there at all. */
export const FAULTS = [
  'truncated',
  'empty',
  'of another kind',
  "another model's",
  'one bit flipped',
  'its header lies',
  'gone',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One file of an input with what is needed to spoil it. */
export interface Spoilable {
  readonly name: string;
  /** The same file of another model. */
  readonly other: Uint8Array;
  readonly lie: (bytes: Uint8Array) => Uint8Array;
  /** Where the flipped bit lies, from 0 to 1 of the file; a header by default. */
  readonly flipAt?: number;
}

const LETTER = toBytes('Dear colleague, please find enclosed what is not a model at all.\n'.repeat(40));

/** The spoilt file, or null when it is to be left out. */
export function spoil(fault: Fault, bytes: Uint8Array, file: Spoilable): Uint8Array | null {
  switch (fault) {
    case 'truncated':
      return bytes.slice(0, Math.floor(bytes.length * 0.6));
    case 'empty':
      return new Uint8Array();
    case 'of another kind':
      return LETTER;
    case "another model's":
      return file.other;
    case 'one bit flipped':
      return flipped(bytes, file.flipAt ?? 0);
    case 'its header lies':
      return file.lie(bytes.slice());
    case 'gone':
      return null;
  }
}

export function flipped(bytes: Uint8Array, share: number, seed = 1): Uint8Array {
  const copy = bytes.slice();
  const at = Math.min(copy.length - 1, Math.floor(copy.length * share));
  copy[at] = (copy[at] ?? 0) ^ (1 << createRandom(seed).integer(7));
  return copy;
}

/** A safetensors or GGUF number of 8 bytes that promises more than any file holds. */
export const lieAt =
  (at: number, value = 2n ** 40n) =>
  (bytes: Uint8Array): Uint8Array => {
    new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(at, value, true);
    return bytes;
  };

/** One text becomes another; every other byte stays as it is. */
export const lieInText =
  (from: string | RegExp, to: string) =>
  (bytes: Uint8Array): Uint8Array => {
    const before = Buffer.from(bytes).toString('latin1');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to lie about: ${String(from)}`);
    return new Uint8Array(Buffer.from(after, 'latin1'));
  };
