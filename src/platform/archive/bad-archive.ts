import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';

/** What reading an archive threw, as a ReadroomError. zip.js's messages can quote names, so they are not kept. */
export function bad(error: unknown, name: string): unknown {
  if (error instanceof ReadroomError || isAbort(error)) return error;
  return new ReadroomError('library/bad-archive', name);
}
