/** ggml's value types of metadata. */
const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** Writes GGUF version 3: little-endian, strings and arrays with 64-bit lengths (ggml's docs/gguf.md). */
export class GgufEncoder {
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #text = new TextEncoder();

  get length(): number {
    return this.#length;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  uint64(value: number): void {
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, BigInt(value), true);
    this.#length += 8;
  }

  float32(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  string(text: string): void {
    const bytes = this.#text.encode(text);
    this.uint64(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  keyUint32(key: string, value: number): void {
    this.#key(key, TYPE.uint32);
    this.uint32(value);
  }

  keyFloat32(key: string, value: number): void {
    this.#key(key, TYPE.float32);
    this.float32(value);
  }

  keyBool(key: string, value: boolean): void {
    this.#key(key, TYPE.bool);
    this.raw(Uint8Array.of(value ? 1 : 0));
  }

  keyString(key: string, value: string): void {
    this.#key(key, TYPE.string);
    this.string(value);
  }

  keyStrings(key: string, values: readonly string[]): void {
    this.#array(key, TYPE.string, values.length);
    for (const value of values) this.string(value);
  }

  keyInt32s(key: string, values: readonly number[]): void {
    this.#array(key, TYPE.int32, values.length);
    for (const value of values) this.uint32(value);
  }

  keyFloat32s(key: string, values: readonly number[]): void {
    this.#array(key, TYPE.float32, values.length);
    for (const value of values) this.float32(value);
  }

  /** Zero bytes up to the next multiple. */
  pad(alignment: number): void {
    this.raw(new Uint8Array(padding(this.#length, alignment)));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #key(key: string, type: number): void {
    this.string(key);
    this.uint32(type);
  }

  #array(key: string, type: number, count: number): void {
    this.#key(key, TYPE.array);
    this.uint32(type);
    this.uint64(count);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Bytes from `length` to the next multiple of `alignment`. */
export function padding(length: number, alignment: number): number {
  return (alignment - (length % alignment)) % alignment;
}
