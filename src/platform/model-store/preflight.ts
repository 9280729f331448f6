import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { freeStorage, roomFor } from '../../domain/model/free-storage.ts';
import type { StorageEstimate } from './model-store-port.ts';

/**
 * Refuses an install that cannot fit, before a byte of it is fetched.
 * @throws ReadroomError `store/quota-exceeded` with the bytes needed and free
 */
export function checkQuota(missingBytes: number, estimate: StorageEstimate): void {
  const free = freeStorage(estimate);
  // What is not known is no reason to refuse: only the write itself can tell, and what it leaves goes on later.
  if (missingBytes === 0 || free === null) return;
  const needed = roomFor(missingBytes);
  if (needed > free) throw new ReadroomError('store/quota-exceeded', `${needed} bytes needed, ${free} free`);
}
