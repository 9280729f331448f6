import * as v from 'valibot';
import { InputError } from './input-error.ts';
import { readJsonLines } from './json-lines.ts';
import type { Report } from './read-reports.ts';

/** Answers that something else wrote, to stand beside those of the app's engine. */
export interface Beside {
  readonly name: string;
  readonly path: string;
}

/** An impression is far shorter; the limit keeps a wrong file out of the table. */
const MAX_PREDICTION_CHARACTERS = 100_000;

const AnswerSchema: v.GenericSchema<unknown, { readonly id: string; readonly prediction: string }> = v.object(
  {
    id: v.pipe(v.string(), v.minLength(1)),
    prediction: v.pipe(v.string(), v.trim(), v.maxLength(MAX_PREDICTION_CHARACTERS)),
  },
);

/**
 * The answers to these reports, in their order, of a file with one `{"id", "prediction"}` per line. Answers to other
 * reports are passed over.
 * @throws InputError when a report has none: a mean over fewer reports would not be comparable
 */
export function readBeside({ name, path }: Beside, reports: readonly Report[]): string[] {
  const answers = new Map(
    readJsonLines(path, AnswerSchema, 'an answer').map(({ id, prediction }) => [id, prediction]),
  );
  const missing = reports.filter(({ id }) => !answers.has(id)).length;
  if (missing > 0)
    throw new InputError(`${path} (${name}) has no answer to ${missing} of ${reports.length} reports.`);
  return reports.map(({ id }) => answers.get(id) ?? '');
}
