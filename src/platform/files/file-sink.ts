import type { ArchiveSink } from './export-writer.ts';
import { refusable } from './export-refused.ts';

/** Writes one chosen file. The browser puts it in place when it is closed: until then the old one stays. */
export async function fileSink(handle: FileSystemFileHandle): Promise<ArchiveSink> {
  const stream = await refusable(() => handle.createWritable(), handle.name);
  return {
    append: (bytes) => stream.write(bytes as BufferSource),
    async close() {
      await stream.close();
      return null;
    },
    async discard() {
      await stream.abort();
      // Choosing a new name made an empty file of it.
      if ((await handle.getFile()).size === 0) await removeFile(handle);
    },
  };
}

/** Newer than the types of the standard library; browsers without it leave the empty file. */
async function removeFile(handle: FileSystemFileHandle & { remove?: () => Promise<void> }): Promise<void> {
  await handle.remove?.();
}
