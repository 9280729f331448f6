import type { ChosenFiles } from './chosen-files.ts';
import { MAX_FOLDER_DEPTH } from './file-chooser.ts';
import { createGathered, isHidden, unreadable, type Gathered } from './gather.ts';

/** A dropped folder in browsers without lasting handles: the older entries of the drag-and-drop API. */
export async function filesOfFolderEntry(folder: FileSystemDirectoryEntry): Promise<ChosenFiles> {
  const gathered = createGathered(folder.name);
  await walk(folder, '', 1, gathered);
  return { label: folder.name, files: gathered.sorted(), handles: [] };
}

async function walk(
  folder: FileSystemDirectoryEntry,
  prefix: string,
  depth: number,
  gathered: Gathered,
): Promise<void> {
  const reader = folder.createReader();
  // A reader gives a hundred entries at a time, and none when it has given all.
  for (
    let batch = await read(reader, folder.name);
    batch.length > 0;
    batch = await read(reader, folder.name)
  ) {
    for (const entry of batch) {
      if (isHidden(entry.name)) continue;
      const name = `${prefix}${entry.name}`;
      if (isFileEntry(entry)) gathered.add(name, await fileOfEntry(entry));
      else if (isFolderEntry(entry) && depth < MAX_FOLDER_DEPTH) {
        await walk(entry, `${name}/`, depth + 1, gathered);
      }
    }
  }
}

function read(reader: FileSystemDirectoryReader, name: string): Promise<FileSystemEntry[]> {
  return new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(
    (cause: unknown) => {
      throw unreadable(name, cause);
    },
  );
}

export function fileOfEntry(entry: FileSystemFileEntry): Promise<File> {
  return new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch((cause: unknown) => {
    throw unreadable(entry.name, cause);
  });
}

export function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

export function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
