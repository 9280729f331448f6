import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';

/** Runs a write; what the browser throws (no permission, no room, a pulled-out stick) comes out as one code. */
export async function refusable<T>(work: () => Promise<T>, detail: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ReadroomError || isAbort(error)) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    throw new ReadroomError('library/export-refused', `${detail}: ${name}`, { cause: error });
  }
}
