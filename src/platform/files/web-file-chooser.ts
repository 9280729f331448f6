import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ChosenFiles } from './chosen-files.ts';
import type { FileChooser } from './file-chooser.ts';
import { isFileHandle, isFolderHandle, type FilePickers, type Permissions } from './file-system-access.ts';
import { filesOfDrop } from './from-drop.ts';
import { filesOfFolder, filesOfHandles } from './from-handles.ts';
import { askWithInput } from './from-input.ts';
import { unreadable } from './gather.ts';

/** The browser's own dialogs; with lasting handles where it has the File System Access API. */
export function createWebFileChooser(pickers: FilePickers = globalThis as FilePickers): FileChooser {
  return {
    // Looked up at each call: an extension or a policy may take the API away at any time.
    chooseFiles: () =>
      pickers.showOpenFilePicker === undefined
        ? askWithInput('files')
        : unlessClosed(pickers.showOpenFilePicker({ multiple: true }), filesOfHandles),
    chooseFolder: () =>
      pickers.showDirectoryPicker === undefined
        ? askWithInput('folder')
        : unlessClosed(pickers.showDirectoryPicker({ mode: 'read' }), filesOfFolder),
    fromDrop: filesOfDrop,
    async reopen({ handles }) {
      if (handles.length === 0) return null;
      for (const handle of handles) await allow(handle);
      const [first] = handles;
      if (first !== undefined && isFolderHandle(first)) return filesOfFolder(first);
      return filesOfHandles(handles.filter(isFileHandle));
    },
  };
}

/** A dialog that the person closed is no failure. */
async function unlessClosed<T>(
  picked: Promise<T>,
  read: (picked: T) => Promise<ChosenFiles>,
): Promise<ChosenFiles | null> {
  try {
    return await read(await picked);
  } catch (error) {
    if (isAbort(error)) return null;
    throw unreadable('', error);
  }
}

/** Permission does not outlive a reload; asking for it again takes one click. */
async function allow(handle: FileSystemHandle): Promise<void> {
  const permissions = handle as Permissions;
  // The browser's private file system knows no permissions.
  if (permissions.queryPermission === undefined || permissions.requestPermission === undefined) return;
  try {
    if ((await permissions.queryPermission({ mode: 'read' })) === 'granted') return;
    if ((await permissions.requestPermission({ mode: 'read' })) === 'granted') return;
  } catch (cause) {
    throw new ReadroomError('library/permission-refused', handle.name, { cause });
  }
  throw new ReadroomError('library/permission-refused', handle.name);
}
