import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { MAX_LIBRARY_INDEX_BYTES, parseLibraryIndex } from '../../domain/model/parse-library-index.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { LIBRARY_INDEX_PATH } from '../net/own-path.ts';
import { readBody } from './read-body.ts';

const INDEX = 'index.json';

/**
 * Fetches and checks the list of compiled model libraries.
 * @throws ReadroomError `net/bad-library-index`, `net/…`; AbortError
 */
export async function fetchLibraryIndex(
  net: OriginFetch,
  signal?: AbortSignal,
): Promise<readonly ModelLibrary[]> {
  const response = await net.get(LIBRARY_INDEX_PATH, { signal, fresh: true });
  const bytes = await readBody(response, { max: MAX_LIBRARY_INDEX_BYTES, name: INDEX, signal });
  const parsed = parseLibraryIndex(bytes);
  if (!parsed.ok) throw new ReadroomError('net/bad-library-index', parsed.error);
  return parsed.value;
}
