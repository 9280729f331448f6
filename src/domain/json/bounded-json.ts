import { fail } from '../errors/fail.ts';
import type { ReadroomError } from '../errors/readroom-error.ts';
import { ok, type Result } from '../result.ts';

/** What one JSON file may hold. Checked before JSON.parse allocates anything. */
export interface JsonLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Objects, arrays and their members together: JSON.parse takes about 50 bytes for each. */
  readonly maxValues: number;
}

export type JsonObject = Readonly<Record<string, unknown>>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * JSON from an untrusted file, as an object. Unlike JSON.parse alone it refuses a name given twice in one object
 * (JSON.parse would silently keep the last) and nesting or counts that only serve to exhaust memory.
 */
export function parseBoundedJson(
  bytes: Uint8Array,
  limits: JsonLimits,
  file: string,
): Result<JsonObject, ReadroomError> {
  if (bytes.length > limits.maxBytes) {
    return fail('format/over-limit', `${file}: ${bytes.length} bytes of JSON, at most ${limits.maxBytes}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('format/bad-header', `${file}: not UTF-8`);
  }
  const names = countNames(text, limits, file);
  if (!names.ok) return names;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // IMPORTANT: V8's message quotes the text, so it is not kept.
    return fail('format/bad-header', `${file}: not valid JSON`);
  }
  if (!isObject(value)) return fail('format/bad-header', `${file}: not a JSON object`);
  if (countKeys(value) !== names.value) {
    return fail('format/duplicate-name', `${file}: a name is given twice in one object`);
  }
  return ok(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Colons outside strings, which in valid JSON are the member names; stops at the first limit passed. */
function countNames(text: string, limits: JsonLimits, file: string): Result<number, ReadroomError> {
  let depth = 0;
  let values = 0;
  let names = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === BACKSLASH) i++;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === COLON) names++;
    else if (unit === COMMA) values++;
    else if (OPEN.has(unit)) {
      values++;
      depth++;
      if (depth > limits.maxDepth)
        return fail('format/over-limit', `${file}: JSON nested deeper than ${limits.maxDepth}`);
    } else if (CLOSE.has(unit)) depth--;
    if (values > limits.maxValues)
      return fail('format/over-limit', `${file}: more than ${limits.maxValues} JSON values`);
  }
  return ok(names);
}

/** Depth is bounded by countNames, so recursion is safe. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) keys += countKeys(item);
    return keys;
  }
  for (const item of Object.values(value)) keys += 1 + countKeys(item);
  return keys;
}
