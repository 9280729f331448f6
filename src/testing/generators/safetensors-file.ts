import { toBytes } from './memory-files.ts';

export interface TensorFixture {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file: length of the header, header, then the tensors one after the other. */
export function writeSafetensors(tensors: readonly TensorFixture[]): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, bytes }) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  return frameSafetensors(
    // Not by assignment: a tensor may be called __proto__, and assigning that key would lose it.
    JSON.stringify(Object.fromEntries([['__metadata__', { format: 'pt' }], ...entries])),
    tensors.map((tensor) => tensor.bytes),
  );
}

/** Any header text with any data, for files that lie. */
export function frameSafetensors(header: string, data: readonly Uint8Array[]): Uint8Array {
  const headerBytes = toBytes(header);
  const dataBytes = data.reduce((sum, bytes) => sum + bytes.length, 0);
  const file = new Uint8Array(8 + headerBytes.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  file.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const bytes of data) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
