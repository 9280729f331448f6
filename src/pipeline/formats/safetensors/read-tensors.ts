import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../../domain/io/byte-source.ts';
import { unwrap } from '../../../domain/result.ts';
import type { StoredTensor } from '../tensor-source.ts';
import { MAX_HEADER_BYTES, parseSafetensorsHeader } from './header.ts';

/** The header's length comes first, as a 64-bit little-endian number. */
const LENGTH_BYTES = 8;

/** Reads one file's header. @throws ReadroomError `format/…` */
export async function readSafetensors(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<Map<string, StoredTensor>> {
  if (source.size < LENGTH_BYTES) throw new ReadroomError('format/truncated', source.name);
  const prefix = await source.read(0, LENGTH_BYTES, signal);
  const view = new DataView(prefix.buffer, prefix.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  // Before anything of that length is allocated.
  if (length > MAX_HEADER_BYTES) {
    throw new ReadroomError('format/over-limit', `${source.name}: a header of ${length} bytes`);
  }
  const dataStart = LENGTH_BYTES + length;
  if (dataStart > source.size) throw new ReadroomError('format/truncated', `${source.name}: its header`);
  const header = await source.read(LENGTH_BYTES, length, signal);
  const entries = unwrap(parseSafetensorsHeader(header, source.size - dataStart, source.name));
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, dtype, begin, nbytes } of entries.values()) {
    tensors.set(name, {
      name,
      shape,
      dtype,
      nbytes,
      source,
      offset: dataStart + begin,
      interleavedHead: null,
    });
  }
  return tensors;
}
