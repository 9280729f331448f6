import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../../domain/io/byte-source.ts';
import { unwrap } from '../../../domain/result.ts';
import { HeaderGoesOn } from './byte-reader.ts';
import { parseGgufHeader, type GgufHeader } from './header.ts';

const MIB = 1024 * 1024;
/**
 * A GGUF header does not tell its length, so ever longer prefixes are tried. SmolLM2's takes 2 MB; Llama 3's
 * vocabulary makes 7.5 MB, twice which is the bound.
 */
const PREFIXES = [MIB, 4 * MIB, 16 * MIB];

/** @throws ReadroomError `format/…` */
export async function readGgufHeader(source: ByteSource, signal?: AbortSignal): Promise<GgufHeader> {
  for (const prefix of PREFIXES) {
    const length = Math.min(prefix, source.size);
    const bytes = await source.read(0, length, signal);
    const header = parseGgufHeader(bytes, source.size, source.name);
    const cut = !header.ok && header.error instanceof HeaderGoesOn && length < source.size;
    if (!cut) return unwrap(header);
  }
  throw new ReadroomError('format/over-limit', `${source.name}: a header of more than 16 MiB`);
}
