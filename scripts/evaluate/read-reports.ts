import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** Longer texts are no report; the limit keeps a wrong file from being read into the table. */
const MAX_TEXT_CHARACTERS = 100_000;
const MAX_REPORTS = 1_000_000;

export interface Report {
  readonly id: string;
  readonly findings: string;
  readonly impression: string;
  /** Whether the findings occur word for word in the training reports. */
  readonly seen?: boolean;
}

const ReportSchema: v.GenericSchema<unknown, Report> = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  findings: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_TEXT_CHARACTERS)),
  impression: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_TEXT_CHARACTERS)),
  seen: v.exactOptional(v.boolean()),
});

/** A file that cannot be used, told with its name and line; never with its text. */
export class InputError extends Error {}

/**
 * Reads reports, one JSON object per line: `{"id", "findings", "impression", "seen"?}`; other fields are ignored.
 * @throws InputError naming the file and line of anything else
 */
export function readReports(path: string): Report[] {
  const reports: Report[] = [];
  const ids = new Set<string>();
  readLines(path).forEach((line, index) => {
    const where = `${path}, line ${index + 1}`;
    const parsed = v.safeParse(ReportSchema, parseJson(line, where));
    if (!parsed.success) {
      const field = v.getDotPath(parsed.issues[0]);
      throw new InputError(
        `${where}: ${field === null ? 'not a report' : `the field "${field}" is missing or wrong`}.`,
      );
    }
    if (ids.has(parsed.output.id)) throw new InputError(`${where}: this id has occurred before.`);
    ids.add(parsed.output.id);
    reports.push(parsed.output);
  });
  if (reports.length === 0) throw new InputError(`${path} holds no report.`);
  if (reports.length > MAX_REPORTS) throw new InputError(`${path} holds more than ${MAX_REPORTS} reports.`);
  return reports;
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
  return lines;
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new InputError(`${where}: not JSON.`);
  }
}
