import { ReadroomError } from './readroom-error.ts';

/** A caught value as a named error. An unknown error's message is left behind: it might quote a report. */
export function asReadroomError(error: unknown): ReadroomError {
  if (error instanceof ReadroomError) return error;
  return new ReadroomError('app/unexpected', error instanceof Error ? error.name : typeof error, {
    cause: error,
  });
}
