import type { Random } from '../generators/random.ts';

/** Numbers that break parsers: off by one, signs, and counts no memory could hold. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffffffn,
  0xffffffffn,
  0x7fffffffffffffffn,
  0xffffffffffffffffn,
  0x100000000n,
];

type Corrupter = (bytes: Uint8Array, random: Random) => Uint8Array;

const truncate: Corrupter = (bytes, random) => bytes.slice(0, random.integer(bytes.length + 1));

const flipBit: Corrupter = (bytes, random) => {
  const at = random.integer(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  return bytes;
};

const setByte: Corrupter = (bytes, random) => {
  bytes[random.integer(bytes.length)] = random.integer(256);
  return bytes;
};

const extremeNumber: Corrupter = (bytes, random) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = random.pick([4, 8]);
  if (bytes.length < size) return bytes;
  const at = random.integer(bytes.length - size + 1);
  const value = random.pick(EXTREMES);
  if (size === 4) view.setUint32(at, Number(value & 0xffffffffn), true);
  else view.setBigUint64(at, value, true);
  return bytes;
};

const moveSlice: Corrupter = (bytes, random) => {
  const length = random.integer(Math.min(64, bytes.length));
  const from = random.integer(bytes.length - length + 1);
  bytes.copyWithin(random.integer(bytes.length - length + 1), from, from + length);
  return bytes;
};

const insertBytes: Corrupter = (bytes, random) => {
  const at = random.integer(bytes.length + 1);
  const extra = Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256));
  return concat(bytes.subarray(0, at), extra, bytes.subarray(at));
};

const removeBytes: Corrupter = (bytes, random) => {
  const at = random.integer(bytes.length);
  return concat(bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(16)));
};

/** Replaces one number written in digits, as JSON headers have them. */
const textNumber: Corrupter = (bytes, random) => {
  const numbers: number[] = [];
  const isDigit = (at: number): boolean => (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39;
  for (let i = 0; i < Math.min(bytes.length, 65_536); i++) if (isDigit(i) && !isDigit(i - 1)) numbers.push(i);
  if (numbers.length === 0) return bytes;
  const start = random.pick(numbers);
  let end = start;
  while (isDigit(end)) end++;
  const text = random.pick([
    '0',
    '-1',
    '1e999',
    '1e15',
    '9007199254740993',
    '0.5',
    'null',
    '"1"',
    '[]',
    '{}',
    '4294967296',
  ]);
  return concat(bytes.subarray(0, start), new TextEncoder().encode(text), bytes.subarray(end));
};

const CORRUPTERS: readonly Corrupter[] = [
  truncate,
  flipBit,
  flipBit,
  setByte,
  extremeNumber,
  extremeNumber,
  moveSlice,
  insertBytes,
  removeBytes,
  textNumber,
  textNumber,
];

/**
 * A damaged copy: one to four random faults. Half of them strike the first part of the file, where headers are.
 */
export function corruptBytes(original: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let faults = 1 + random.integer(4); faults > 0 && bytes.length > 0; faults--) {
    const head = random.integer(2) === 0 ? Math.min(bytes.length, 256) : bytes.length;
    const corrupter = random.pick(CORRUPTERS);
    bytes = concat(
      corrupter(bytes.slice(0, head), random),
      corrupter === truncate ? new Uint8Array() : bytes.subarray(head),
    );
  }
  return bytes;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
