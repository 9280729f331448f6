import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { InputError } from './input-error.ts';

/** More lines are another kind of file; the limit keeps one from being read into memory whole and in vain. */
const MAX_LINES = 1_000_000;

/**
 * Reads a file of one JSON object per line, each with an id of its own.
 * @param what one line, in words: `a report`
 * @throws InputError naming the file and line of anything else, never its text
 */
export function readJsonLines<Row extends { readonly id: string }>(
  path: string,
  schema: v.GenericSchema<unknown, Row>,
  what: string,
): Row[] {
  const rows: Row[] = [];
  const ids = new Set<string>();
  readLines(path).forEach((line, index) => {
    const where = `${path}, line ${index + 1}`;
    const parsed = v.safeParse(schema, parseJson(line, where));
    if (!parsed.success) {
      const field = v.getDotPath(parsed.issues[0]);
      throw new InputError(
        `${where}: ${field === null ? `not ${what}` : `the field "${field}" is missing or wrong`}.`,
      );
    }
    if (ids.has(parsed.output.id)) throw new InputError(`${where}: this id has occurred before.`);
    ids.add(parsed.output.id);
    rows.push(parsed.output);
  });
  if (rows.length === 0) throw new InputError(`${path} holds no line that is ${what}.`);
  return rows;
}

function readLines(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > MAX_LINES) throw new InputError(`${path} holds more than ${MAX_LINES} lines.`);
  return lines;
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new InputError(`${where}: not JSON.`);
  }
}
