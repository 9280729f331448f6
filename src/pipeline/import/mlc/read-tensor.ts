import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../../domain/io/byte-source.ts';
import { giveBack } from '../../../domain/io/give-back.ts';
import type { Hashing } from '../../../domain/io/hashing.ts';
import type { FoundTensor } from './match-tensors.ts';

/**
 * A tensor's bytes as our shard holds them: MLC's own, with a packed float32 widened, which changes no value.
 * @param sha256 of the bytes when the folder was hashed
 * @throws ReadroomError `format/unreadable` when they have changed since, `format/…`
 */
export async function readTensor(
  files: FileSet,
  { path, tensor }: FoundTensor,
  sha256: string | undefined,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const source = files.open(path);
  if (source === null) throw new ReadroomError('format/missing-file', path);
  const bytes = await source.read(tensor.byteOffset, tensor.nbytes, signal);
  if ((await hashing.sha256(bytes)) !== sha256)
    throw new ReadroomError('format/unreadable', `${path} changed while it was read`);
  if (!tensor.packed) return bytes;
  const wide = widened(bytes);
  giveBack(bytes);
  return wide;
}

/** bfloat16 is the upper half of a float32. */
function widened(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i += 2) {
    out[2 * i + 2] = bytes[i] ?? 0;
    out[2 * i + 3] = bytes[i + 1] ?? 0;
  }
  return out;
}
