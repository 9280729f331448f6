import { ReadroomError } from '../../../domain/errors/readroom-error.ts';

/** Chat templates are the longest real strings, at about 10 KB. */
export const MAX_STRING_BYTES: number = 64 * 1024;

/** The bytes at hand end inside the header: a longer prefix of the file may have the rest. */
export class HeaderGoesOn extends ReadroomError {
  constructor(file: string) {
    super('format/truncated', `${file}: its header`);
  }
}

/** Sequential little-endian reads of a GGUF header. Each method throws HeaderGoesOn (`format/truncated`) at the end of the bytes. */
export class ByteReader {
  position = 0;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#file = file;
  }

  /** Steps over `length` bytes and returns where they start. */
  skip(length: number): number {
    const at = this.position;
    if (length > this.bytes.length - at) throw new HeaderGoesOn(this.#file);
    this.position = at + length;
    return at;
  }

  u8 = (): number => this.#view.getUint8(this.skip(1));
  i8 = (): number => this.#view.getInt8(this.skip(1));
  u16 = (): number => this.#view.getUint16(this.skip(2), true);
  i16 = (): number => this.#view.getInt16(this.skip(2), true);
  u32 = (): number => this.#view.getUint32(this.skip(4), true);
  i32 = (): number => this.#view.getInt32(this.skip(4), true);
  f32 = (): number => this.#view.getFloat32(this.skip(4), true);
  f64 = (): number => this.#view.getFloat64(this.skip(8), true);
  /** Rounded above 2^53: such a number is far over every limit, so its last digits do not matter. */
  u64 = (): number => Number(this.#view.getBigUint64(this.skip(8), true));
  i64 = (): number => Number(this.#view.getBigInt64(this.skip(8), true));

  /** A number that counts things; refused above `max` before anything is made of it. */
  count(max: number, what: string): number {
    const count = this.u64();
    if (count > max) throw this.error('format/over-limit', `${count} ${what}, at most ${max}`);
    return count;
  }

  /** A string of at most `maxBytes`. */
  string(maxBytes: number = MAX_STRING_BYTES, what = 'bytes in a string'): string {
    const length = this.count(maxBytes, what);
    const at = this.skip(length);
    try {
      return this.#decoder.decode(this.bytes.subarray(at, at + length));
    } catch {
      throw this.error('format/bad-header', 'a string is not UTF-8');
    }
  }

  error(code: 'format/over-limit' | 'format/bad-header', detail: string): ReadroomError {
    return new ReadroomError(code, `${this.#file}: ${detail}`);
  }
}
