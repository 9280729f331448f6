import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Clock } from '../clock/clock.ts';
import type { TabLocks } from '../tabs/locks.ts';
import { installLock } from './install-lock.ts';

/** A job that was just cancelled gives its lock back within this time, ms. */
const GRACE_MS = 2_000;

/**
 * Works on a model's files unless somebody else does.
 * @throws ReadroomError `library/busy` when a job, here or in another tab, goes on with the model
 */
export async function exclusiveSoon<T>(
  locks: TabLocks,
  clock: Pick<Clock, 'after'>,
  modelId: string,
  work: () => Promise<T>,
): Promise<T> {
  const patience = new AbortController();
  let forget = (): void => undefined;
  try {
    return await locks.exclusive(
      installLock(modelId),
      () => {
        forget();
        return work();
      },
      {
        signal: patience.signal,
        onWait: () => {
          forget = clock.after(GRACE_MS, () => patience.abort());
        },
      },
    );
  } catch (error) {
    if (patience.signal.aborted && isAbort(error)) throw new ReadroomError('library/busy', modelId);
    throw error;
  } finally {
    forget();
  }
}
