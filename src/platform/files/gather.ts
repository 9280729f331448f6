import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { NamedFile } from './chosen-files.ts';
import { MAX_CHOSEN_FILES } from './file-chooser.ts';

/** Files of systems and version control, never of a model. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

/** Files as they are found, in the order of their names, within the limit. */
export interface Gathered {
  add(name: string, file: File): void;
  sorted(): NamedFile[];
}

/** @throws from `add`: ReadroomError `library/too-many-files` */
export function createGathered(label: string): Gathered {
  const files: NamedFile[] = [];
  return {
    add(name, file) {
      if (files.length >= MAX_CHOSEN_FILES) {
        throw new ReadroomError('library/too-many-files', `${label}: more than ${MAX_CHOSEN_FILES}`);
      }
      files.push({ name, file });
    },
    // Browsers list folders in any order.
    sorted: () => files.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** A failure of the browser's file API as one of ours; what is ours already passes. */
export function unreadable(name: string, cause: unknown): unknown {
  if (cause instanceof ReadroomError) return cause;
  return new ReadroomError('format/unreadable', name, { cause });
}
