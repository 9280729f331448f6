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
const BLANK = 0x20;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** UTF-8 takes at most this many bytes for a UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

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
  return parseDecoded(text, limits, file);
}

/** The same for a text that was decoded already: a tokenizer.json of 19 MB would be encoded only to be decoded again. */
export function parseBoundedText(
  text: string,
  limits: JsonLimits,
  file: string,
): Result<JsonObject, ReadroomError> {
  if (text.length * MAX_BYTES_PER_UNIT > limits.maxBytes) {
    // The first answer is free, and enough for a text that is far too long.
    const bytes = text.length > limits.maxBytes ? text.length : new TextEncoder().encode(text).length;
    if (bytes > limits.maxBytes) {
      return fail('format/over-limit', `${file}: ${bytes} bytes of JSON, at most ${limits.maxBytes}`);
    }
  }
  return parseDecoded(text, limits, file);
}

function parseDecoded(text: string, limits: JsonLimits, file: string): Result<JsonObject, ReadroomError> {
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
  const { length } = text;
  let depth = 0;
  let values = 0;
  let names = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) i = endOfString(text, i + 1);
    // Most of an indented file; nothing below it counts.
    else if (unit <= BLANK) continue;
    else if (unit === COLON) names++;
    else if (unit === COMMA) values++;
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) {
      values++;
      depth++;
      if (depth > limits.maxDepth)
        return fail('format/over-limit', `${file}: JSON nested deeper than ${limits.maxDepth}`);
    } else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth--;
    if (values > limits.maxValues)
      return fail('format/over-limit', `${file}: more than ${limits.maxValues} JSON values`);
  }
  return ok(names);
}

/** Place of the quote that ends a string, or the end of a text that lacks it. */
function endOfString(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) return i;
    if (unit === BACKSLASH) i++;
  }
  return text.length;
}

/** Depth is bounded by countNames, so recursion is safe. */
function countKeys(value: object): number {
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let keys = Array.isArray(value) ? 0 : items.length;
  for (const item of items) if (typeof item === 'object' && item !== null) keys += countKeys(item);
  return keys;
}
