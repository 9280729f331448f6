import { baseName } from '../../domain/io/base-name.ts';
import { MAX_NAME_LENGTH, MAX_SOURCE_FILES } from '../../domain/model/model-details.ts';
import type { NamedFile } from './chosen-files.ts';

/** The files that a model comes from, as its details record them: names without folders, within the details' limits. */
export function sourceNames(files: readonly NamedFile[]): string[] {
  return files.slice(0, MAX_SOURCE_FILES).map(({ name }) => baseName(name).slice(0, MAX_NAME_LENGTH));
}
