import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { LibraryRecord } from './databases.ts';

/**
 * The libraries that can be used here. Our origin decides about its own: what it offers no more is not offered from
 * here either, and where it has another version of a brought library's name, its version counts (descriptions hold no
 * date that could tell which is newer; the brought one stays kept until the origin's has been fetched, and is used again
 * when the origin cannot be reached before that). Everything else that a person brought is added.
 * @param offered null when the origin could not be asked: then all that is kept counts
 */
export function mergeLibraries(
  offered: readonly ModelLibrary[] | null,
  kept: readonly LibraryRecord[],
): readonly ModelLibrary[] {
  if (offered === null) return kept.map(({ library }) => library);
  const names = new Set(offered.map(({ name }) => name));
  const added = kept.filter(({ name, brought }) => brought === true && !names.has(name));
  return [...offered, ...added.map(({ library }) => library)];
}
