import { err, type Err } from '../result.ts';
import type { ErrorCode } from './catalog.ts';
import { ReadroomError } from './readroom-error.ts';

/** A parser's refusal: what `return fail(…)` says instead of throwing. */
export function fail(code: ErrorCode, detail: string): Err<ReadroomError> {
  return err(new ReadroomError(code, detail));
}
