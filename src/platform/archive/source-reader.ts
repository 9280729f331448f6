import { Reader } from '@zip.js/zip.js/index-native.js';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { MAX_DIRECTORY_BYTES } from './archive-limits.ts';

/** zip.js's view of an archive: ranges of it, none larger than the largest list of entries that we accept. */
export class SourceReader extends Reader<ByteSource> {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super(source);
    this.#source = source;
    this.size = source.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    if (length > MAX_DIRECTORY_BYTES) {
      throw new ReadroomError('format/over-limit', `${this.#source.name}: ${length} bytes of entries`);
    }
    return this.#source.read(index, Math.min(length, Math.max(0, this.size - index)));
  }
}
