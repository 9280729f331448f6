import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';

/** @throws ReadroomError `format/missing-file` */
export function requireFile(files: FileSet, name: string): ByteSource {
  const source = files.open(name);
  if (source === null) throw new ReadroomError('format/missing-file', name);
  return source;
}

/** A small file whole. @throws ReadroomError `format/missing-file`, `format/over-limit` before reading it */
export async function readSmallFile(
  files: FileSet,
  name: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const source = requireFile(files, name);
  if (source.size > maxBytes) {
    throw new ReadroomError('format/over-limit', `${name}: ${source.size} bytes, at most ${maxBytes}`);
  }
  return source.read(0, source.size, signal);
}
