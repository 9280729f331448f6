import type { ChosenFiles } from './chosen-files.ts';
import { isFileHandle, isFolderHandle, type HandleItem } from './file-system-access.ts';
import { fileOfEntry, filesOfFolderEntry, isFileEntry, isFolderEntry } from './from-entries.ts';
import { filesOfFolder, filesOfHandles } from './from-handles.ts';
import { looseFiles } from './from-input.ts';

interface Dropped {
  readonly handle: Promise<FileSystemHandle | null>;
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

/**
 * Folders each by themselves, loose files together.
 *
 * IMPORTANT: all items are taken hold of before the first await; after the drop's own turn they are gone.
 */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly ChosenFiles[]> {
  const dropped = [...transfer.items].filter((item) => item.kind === 'file').map(hold);
  const folders: ChosenFiles[] = [];
  const handles: FileSystemFileHandle[] = [];
  const loose: File[] = [];
  for (const { handle: promise, entry, file } of dropped) {
    const handle = await promise;
    if (handle !== null && isFolderHandle(handle)) folders.push(await filesOfFolder(handle));
    else if (handle !== null && isFileHandle(handle)) handles.push(handle);
    else if (entry !== null && isFolderEntry(entry)) folders.push(await filesOfFolderEntry(entry));
    else if (entry !== null && isFileEntry(entry)) loose.push(await fileOfEntry(entry));
    else if (file !== null) loose.push(file);
  }
  if (handles.length > 0) folders.push(await filesOfHandles(handles));
  if (loose.length > 0) folders.push(looseFiles(loose));
  return folders;
}

function hold(item: DataTransferItem): Dropped {
  const lasting = item as HandleItem;
  return {
    // A browser may know the method and still refuse it, for a file of another program for instance.
    handle: lasting.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null),
    entry: typeof item.webkitGetAsEntry === 'function' ? item.webkitGetAsEntry() : null,
    file: item.getAsFile(),
  };
}
