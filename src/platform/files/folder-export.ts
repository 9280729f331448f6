import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from '../../domain/model/parse-manifest.ts';
import { refusable } from './export-refused.ts';
import type { ExportWriter } from './export-writer.ts';

const MANIFEST = 'manifest.json';

/**
 * Writes into a chosen folder, file by file; other files in it are left alone. A manifest of the same model is taken
 * away first, so that the folder is no model until all of it is written.
 * @throws ReadroomError `library/export-refused`, also when another model lies there
 */
export async function folderExport(root: FileSystemDirectoryHandle, modelId: string): Promise<ExportWriter> {
  await refusable(async () => {
    const there = await existing(root, MANIFEST);
    if (there === null) return;
    const file = await there.getFile();
    const parsed =
      file.size > MAX_MANIFEST_BYTES ? null : parseManifest(new Uint8Array(await file.arrayBuffer()));
    if (parsed?.ok !== true || parsed.value.id !== modelId)
      throw new ReadroomError('library/export-refused', 'the folder holds another model');
    await root.removeEntry(MANIFEST);
  }, MANIFEST);

  const made: { readonly folder: FileSystemDirectoryHandle; readonly name: string }[] = [];
  return {
    write: (path, bytes) =>
      refusable(async () => {
        const parts = path.split('/');
        const name = parts.pop() ?? path;
        let folder = root;
        for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
        if ((await existing(folder, name)) === null) made.push({ folder, name });
        const handle = await folder.getFileHandle(name, { create: true });
        const stream = await handle.createWritable();
        try {
          await stream.write(bytes as BufferSource);
          await stream.close();
        } catch (error) {
          await stream.abort().catch(() => undefined);
          throw error;
        }
      }, path),
    finish: () => Promise.resolve(null),
    async abort() {
      for (const { folder, name } of made.reverse()) await folder.removeEntry(name).catch(() => undefined);
    },
  };
}

async function existing(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | null> {
  try {
    return await folder.getFileHandle(name);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return null;
    throw error;
  }
}
