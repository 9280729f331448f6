import type { ChosenRecord } from '../model-store/model-store-port.ts';
import type { ChosenFiles } from './chosen-files.ts';

/** A checkpoint has a few hundred files at most; a whole disk chosen by mistake has more. */
export const MAX_CHOSEN_FILES = 10_000;
/** Folders below this depth hold no part of a model and are left out. */
export const MAX_FOLDER_DEPTH = 4;

/** How a person hands files to Readroom. Every method but `reopen` needs a click or a drop just before. */
export interface FileChooser {
  /**
   * Null when the person chose nothing.
   * @throws ReadroomError `format/unreadable`
   */
  chooseFiles(): Promise<ChosenFiles | null>;
  /**
   * Null when the person chose nothing.
   * @throws ReadroomError `library/too-many-files`, `format/unreadable`
   */
  chooseFolder(): Promise<ChosenFiles | null>;
  /**
   * What a drop brought: each folder by itself, loose files together. Call it in the drop's own turn: the browser takes the
   * items away after it.
   * @throws ReadroomError `library/too-many-files`, `format/unreadable`
   */
  fromDrop(transfer: DataTransfer): Promise<readonly ChosenFiles[]>;
  /**
   * What was chosen before a reload; null where the browser kept no handles, so that it has to be chosen again.
   * @throws ReadroomError `library/permission-refused`, `library/too-many-files`, `format/unreadable`
   */
  reopen(record: ChosenRecord): Promise<ChosenFiles | null>;
}
