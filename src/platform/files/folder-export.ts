import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { refusable } from './export-refused.ts';
import type { ExportPlan, ExportWriter } from './export-writer.ts';
import { findFile, holds } from './folder-files.ts';

/**
 * Writes into a chosen folder, file by file. Nothing of a person's is written over: where a file of one of the names lies
 * already, it must be the same, or the folder must hold this very model, whose files are then made good. That model's
 * manifest stays where it is: the browser puts each file in its place whole, so the folder is at no time worse than it
 * was before.
 * @throws ReadroomError `library/folder-in-use`, `library/export-refused`
 */
export async function folderExport(
  root: FileSystemDirectoryHandle,
  { manifest, files }: ExportPlan,
): Promise<ExportWriter> {
  const isOurs = await refusable(async () => {
    const there = await findFile(root, manifest.path);
    return there !== null && (await holds(there, manifest.bytes));
  }, manifest.path);
  if (!isOurs) {
    for (const { path, bytes } of files) {
      const there = await refusable(() => findFile(root, path), path);
      const size = there === null ? 0 : (await refusable(() => there.getFile(), path)).size;
      // A worker that was killed may have left an empty file; of the same size, the bytes are compared later.
      if (size !== 0 && size !== bytes) throw inUse(path);
    }
  }

  const made: { readonly folder: FileSystemDirectoryHandle; readonly name: string }[] = [];
  return {
    write: (path, bytes) =>
      refusable(async () => {
        const there = await findFile(root, path);
        if (there !== null && (await holds(there, bytes))) return;
        if (there !== null && !isOurs && (await there.getFile()).size > 0) throw inUse(path);
        const parts = path.split('/');
        const name = parts.pop() ?? path;
        let folder = root;
        for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
        if (there === null) made.push({ folder, name });
        await put(await folder.getFileHandle(name, { create: true }), bytes);
      }, path),
    finish: () => Promise.resolve(null),
    async abort() {
      for (const { folder, name } of made.reverse()) await folder.removeEntry(name).catch(() => undefined);
    },
  };
}

async function put(handle: FileSystemFileHandle, bytes: Uint8Array): Promise<void> {
  const stream = await handle.createWritable();
  try {
    await stream.write(bytes as BufferSource);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
}

function inUse(path: string): ReadroomError {
  return new ReadroomError('library/folder-in-use', path);
}
