import type { ChosenFiles } from './chosen-files.ts';
import { MAX_FOLDER_DEPTH } from './file-chooser.ts';
import { isFileHandle, isFolderHandle } from './file-system-access.ts';
import { createGathered, isHidden, unreadable, type Gathered } from './gather.ts';

/** Every file of a folder and of the folders in it, named relative to it. */
export async function filesOfFolder(folder: FileSystemDirectoryHandle): Promise<ChosenFiles> {
  const gathered = createGathered(folder.name);
  await walk(folder, '', 1, gathered);
  return { label: folder.name, files: gathered.sorted(), handles: [folder] };
}

async function walk(
  folder: FileSystemDirectoryHandle,
  prefix: string,
  depth: number,
  gathered: Gathered,
): Promise<void> {
  try {
    for await (const handle of folder.values()) {
      if (isHidden(handle.name)) continue;
      const name = `${prefix}${handle.name}`;
      if (isFileHandle(handle)) gathered.add(name, await handle.getFile());
      else if (isFolderHandle(handle) && depth < MAX_FOLDER_DEPTH) {
        await walk(handle, `${name}/`, depth + 1, gathered);
      }
    }
  } catch (cause) {
    throw unreadable(prefix === '' ? folder.name : prefix, cause);
  }
}

/** Files that were chosen one by one. */
export async function filesOfHandles(handles: readonly FileSystemFileHandle[]): Promise<ChosenFiles> {
  const gathered = createGathered('files');
  for (const handle of handles) {
    try {
      gathered.add(handle.name, await handle.getFile());
    } catch (cause) {
      throw unreadable(handle.name, cause);
    }
  }
  return { label: labelOf(handles), files: gathered.sorted(), handles };
}

/** One file's own name, else how many there are. */
export function labelOf(files: readonly { readonly name: string }[]): string {
  return files.length === 1 ? (files[0]?.name ?? '') : `${files.length} files`;
}
