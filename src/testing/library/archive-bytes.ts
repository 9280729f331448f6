import { BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/index-native.js';
import { createArchiveWriter } from '../../platform/archive/write-archive.ts';
import type { Files } from './tiny-model-files.ts';

/** An archive as our export writes it. */
export async function archiveBytes(files: Files): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const writer = createArchiveWriter(
    new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk.slice()) }),
  );
  for (const [path, bytes] of Object.entries(files)) await writer.add(path, bytes);
  await writer.close();
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** What another tool would make of the same files: compressed, with its own dates and fields. */
export async function foreignArchiveBytes(
  files: Files,
  options: Record<string, unknown> = {},
): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, level: 6, ...options });
  for (const [path, bytes] of Object.entries(files)) await writer.add(path, new Uint8ArrayReader(bytes));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}
