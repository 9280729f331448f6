import type { TensorFixture } from './safetensors-file.ts';

type Scalar = number | string | boolean;
/** A key with its value; the type is chosen as llama.cpp's converter would. */
export type MetadataFixture = Readonly<
  Record<string, Scalar | readonly string[] | Int32Array | Float64Array>
>;

export interface GgufOptions {
  readonly version?: number;
  readonly alignment?: number;
}

const TYPES: Readonly<Record<string, number>> = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q8_0: 8,
  BF16: 30,
  Q5_0: 6,
  Q5_1: 7,
  Q2_K: 10,
  Q3_K: 11,
  Q4_K: 12,
  Q5_K: 13,
  Q6_K: 14,
  IQ4_XS: 23,
};

/** Little-endian bytes, appended one value after the other. */
class Writer {
  readonly bytes: number[] = [];

  put(size: number, fill: (view: DataView) => void): void {
    const chunk = new Uint8Array(size);
    fill(new DataView(chunk.buffer));
    for (const byte of chunk) this.bytes.push(byte);
  }
  u32 = (value: number): void => this.put(4, (view) => view.setUint32(0, value, true));
  i32 = (value: number): void => this.put(4, (view) => view.setInt32(0, value, true));
  f32 = (value: number): void => this.put(4, (view) => view.setFloat32(0, value, true));
  f64 = (value: number): void => this.put(8, (view) => view.setFloat64(0, value, true));
  u64 = (value: number): void => this.put(8, (view) => view.setBigUint64(0, BigInt(value), true));
  string(text: string): void {
    const utf8 = new TextEncoder().encode(text);
    this.u64(utf8.length);
    for (const byte of utf8) this.bytes.push(byte);
  }
}

/** A GGUF file (shapes as Hugging Face's, so [rows, columns]). */
export function writeGguf(
  metadata: MetadataFixture,
  tensors: readonly TensorFixture[],
  options: GgufOptions = {},
): Uint8Array {
  const { version = 3, alignment = 32 } = options;
  const writer = new Writer();
  writer.u32(0x46554747);
  writer.u32(version);
  writer.u64(tensors.length);
  writer.u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    writer.string(key);
    writeValue(writer, value);
  }
  let offset = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    writer.string(name);
    writer.u32(shape.length);
    for (const size of [...shape].reverse()) writer.u64(size);
    writer.u32(TYPES[dtype] ?? 99);
    writer.u64(offset);
    offset = alignUp(offset + bytes.length, alignment);
  }
  const dataStart = alignUp(writer.bytes.length, alignment);
  const file = new Uint8Array(dataStart + offset);
  file.set(writer.bytes);
  let at = dataStart;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at = dataStart + alignUp(at - dataStart + bytes.length, alignment);
  }
  return file;
}

function writeValue(writer: Writer, value: MetadataFixture[string]): void {
  if (typeof value === 'string') {
    writer.u32(8);
    writer.string(value);
  } else if (typeof value === 'boolean') {
    writer.u32(7);
    writer.put(1, (view) => view.setUint8(0, value ? 1 : 0));
  } else if (typeof value === 'number') {
    const integer = Number.isInteger(value) && value >= 0 && value < 2 ** 32;
    writer.u32(integer ? 4 : 6);
    if (integer) writer.u32(value);
    else writer.f32(value);
  } else {
    writer.u32(9);
    writer.u32(value instanceof Int32Array ? 5 : value instanceof Float64Array ? 12 : 8);
    writer.u64(value.length);
    if (value instanceof Int32Array) value.forEach(writer.i32);
    else if (value instanceof Float64Array) value.forEach(writer.f64);
    else value.forEach((text) => writer.string(text));
  }
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
