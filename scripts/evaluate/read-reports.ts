import * as v from 'valibot';
import { readJsonLines } from './json-lines.ts';

/** Longer texts are no report; the limit keeps a wrong file from being read into the table. */
const MAX_TEXT_CHARACTERS = 100_000;
const MAX_ID_CHARACTERS = 200;

export interface Report {
  readonly id: string;
  readonly findings: string;
  readonly impression: string;
  /** Whether the findings occur word for word in the training reports. */
  readonly seen?: boolean;
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID_CHARACTERS));
const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_TEXT_CHARACTERS));

const ReportSchema: v.GenericSchema<unknown, Report> = v.object({
  id,
  findings: text,
  impression: text,
  seen: v.exactOptional(v.boolean()),
});

/**
 * Reads reports, one JSON object per line: `{"id", "findings", "impression", "seen"?}`; other fields are ignored.
 * @throws InputError naming the file and line of anything else
 */
export function readReports(path: string): Report[] {
  return readJsonLines(path, ReportSchema, 'a report');
}
