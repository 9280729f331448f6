import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';

/** Files as chosen: content counts for nothing here, size does. */
export function chosenFiles(label: string, files: Readonly<Record<string, number>>): ChosenFiles {
  return {
    label,
    files: Object.entries(files).map(([name, bytes]) => ({
      name,
      file: new File([new Uint8Array(bytes)], name.slice(name.lastIndexOf('/') + 1)),
    })),
    handles: [],
  };
}

/** The browser's dialogs, answered by the test: each takes the next of `answers`, null when none is left. */
export function answeringChooser(answers: ChosenFiles[] = []): FileChooser {
  const next = (): Promise<ChosenFiles | null> => Promise.resolve(answers.shift() ?? null);
  return {
    chooseFiles: next,
    chooseFolder: next,
    fromDrop: () => Promise.resolve(answers.splice(0)),
    reopen: () => Promise.resolve(null),
  };
}
