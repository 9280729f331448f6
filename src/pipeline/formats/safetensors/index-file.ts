import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { fail } from '../../../domain/errors/fail.ts';
import { show } from '../failure.ts';
import { isObject, parseBoundedJson, type JsonLimits } from '../../../domain/json/bounded-json.ts';
import { MAX_NAME_LENGTH, MAX_TENSORS } from './header.ts';

/** The largest published checkpoint of a Llama has 191 files. */
export const MAX_FILES = 1000;
/** About 100 bytes for each tensor. */
export const MAX_INDEX_BYTES: number = 4 * 1024 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_INDEX_BYTES, maxDepth: 4, maxValues: 2 * MAX_TENSORS };

/** A plain file name: no folder, no drive, no dot in front, so it can only mean a file beside the index (CWE-22). */
const SAFE_FILE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\.safetensors$/;

/** Tensor names by file, in order of the file names, from `model.safetensors.index.json`. */
export function parseSafetensorsIndex(
  bytes: Uint8Array,
  file: string,
): Result<Map<string, Set<string>>, ReadroomError> {
  const json = parseBoundedJson(bytes, LIMITS, file);
  if (!json.ok) return json;
  const weightMap = json.value['weight_map'];
  if (!isObject(weightMap)) return fail('format/bad-header', `${file}: weight_map`);
  const byFile = new Map<string, Set<string>>();
  for (const [tensor, target] of Object.entries(weightMap)) {
    if (tensor.length > MAX_NAME_LENGTH) return fail('format/over-limit', `${file}: ${show(tensor)}`);
    if (typeof target !== 'string') return fail('format/bad-header', `${file}: the file of ${show(tensor)}`);
    if (!SAFE_FILE.test(target)) return fail('format/unsafe-path', `${file}: ${show(target)}`);
    const names = byFile.get(target) ?? new Set<string>();
    byFile.set(target, names.add(tensor));
  }
  if (byFile.size === 0) return fail('format/bad-header', `${file}: no tensor`);
  if (byFile.size > MAX_FILES)
    return fail('format/over-limit', `${file}: ${byFile.size} files, at most ${MAX_FILES}`);
  return ok(new Map([...byFile].sort(([a], [b]) => (a < b ? -1 : 1))));
}
