import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';

/** A file held in memory; `reads` counts the bytes that were asked for. */
export interface MemorySource extends ByteSource {
  readonly reads: { bytes: number };
}

export function memorySource(name: string, bytes: Uint8Array): MemorySource {
  const reads = { bytes: 0 };
  return {
    name,
    size: bytes.length,
    reads,
    read(offset, length, signal): Promise<Uint8Array> {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      if (offset < 0 || length < 0 || offset + length > bytes.length) {
        return Promise.reject(new ReadroomError('format/truncated', name));
      }
      reads.bytes += length;
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
  };
}

/** A folder held in memory; texts are stored as UTF-8. */
export function memoryFiles(files: Readonly<Record<string, Uint8Array | string | object>>): FileSet {
  const sources = new Map(
    Object.entries(files).map(([name, content]) => [name, memorySource(name, toBytes(content))]),
  );
  return { names: [...sources.keys()], open: (name) => sources.get(name) ?? null };
}

/** Bytes as they are, a text as UTF-8, anything else as JSON. */
export function toBytes(content: Uint8Array | string | object): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}
