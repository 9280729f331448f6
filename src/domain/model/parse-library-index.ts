import * as v from 'valibot';
import { parseBoundedJson, type JsonLimits } from '../json/bounded-json.ts';
import { err, ok, type Result } from '../result.ts';
import { LibraryIndexSchema, MAX_LIBRARIES, type ModelLibrary } from './model-library.ts';

/** A library's entry has some 40 members in 2 kB. */
export const MAX_LIBRARY_INDEX_BYTES: number = MAX_LIBRARIES * 4096;
const JSON_LIMITS: JsonLimits = {
  maxBytes: MAX_LIBRARY_INDEX_BYTES,
  maxDepth: 10,
  maxValues: MAX_LIBRARIES * 128,
};

/** The list of compiled model libraries from its bytes, or what is wrong with it in a few words. */
export function parseLibraryIndex(bytes: Uint8Array): Result<readonly ModelLibrary[], string> {
  const json = parseBoundedJson(bytes, JSON_LIMITS, 'index.json');
  if (!json.ok) return err(json.error.detail);
  const parsed = v.safeParse(LibraryIndexSchema, json.value);
  if (!parsed.success) return err(v.getDotPath(parsed.issues[0]) ?? 'not an object');
  const { libraries } = parsed.output;
  const names = new Set(libraries.map(({ name }) => name));
  return names.size === libraries.length ? ok(libraries) : err('a library is listed twice');
}
