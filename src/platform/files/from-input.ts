import type { ChosenFiles } from './chosen-files.ts';
import { MAX_FOLDER_DEPTH } from './file-chooser.ts';
import { labelOf } from './from-handles.ts';
import { createGathered, isHidden } from './gather.ts';

/** Opens the browser's plain file dialog; null when the person closes it. */
export function askWithInput(what: 'files' | 'folder'): Promise<ChosenFiles | null> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      try {
        const files = [...(input.files ?? [])];
        resolve(what === 'folder' ? filesOfFolderInput(files) : looseFiles(files));
      } catch (error) {
        reject(error instanceof Error ? error : new Error('not an error'));
      }
    });
    input.click();
  });
}

export function looseFiles(files: readonly File[]): ChosenFiles {
  const gathered = createGathered('files');
  for (const file of files) gathered.add(file.name, file);
  return { label: labelOf(files), files: gathered.sorted(), handles: [] };
}

/** A folder as `webkitdirectory` gives it: every path begins with the folder's own name. */
export function filesOfFolderInput(files: readonly File[]): ChosenFiles {
  const label = files[0]?.webkitRelativePath.split('/')[0] ?? '';
  const gathered = createGathered(label);
  for (const file of files) {
    const [, ...path] = file.webkitRelativePath.split('/');
    if (path.some(isHidden) || path.length > MAX_FOLDER_DEPTH) continue;
    gathered.add(path.length === 0 ? file.name : path.join('/'), file);
  }
  return { label, files: gathered.sorted(), handles: [] };
}
