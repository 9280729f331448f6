import type { ChosenRecord } from '../model-store/model-store-port.ts';
import type { ChosenFiles } from './chosen-files.ts';

/** What is kept of a choice, so that the same can be asked for after a reload. */
export function recordOf({ label, files, handles }: ChosenFiles): ChosenRecord {
  return { label, files: files.map(({ name, file }) => ({ name, bytes: file.size })), handles };
}

/** The first file that is missing or of another size, compared by name; null when the choice holds the same. Others beside them do no harm. */
export function firstDifference(record: ChosenRecord, chosen: ChosenFiles): string | null {
  const sizes = new Map(chosen.files.map(({ name, file }) => [name, file.size]));
  for (const { name, bytes } of record.files) {
    const size = sizes.get(name);
    if (size === undefined) return `${name}: not there`;
    if (size !== bytes) return `${name}: ${size} bytes, ${bytes} expected`;
  }
  return null;
}
