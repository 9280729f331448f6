import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { StorageEstimate } from './model-store-port.ts';

/** IndexedDB's own bookkeeping and the copy that a transaction makes while it commits. */
const OVERHEAD = 1.05;
const SLACK_BYTES = 48 * 1024 * 1024;

/**
 * Refuses an install that cannot fit, before a byte of it is fetched.
 * @throws ReadroomError `store/quota-exceeded` with the bytes needed and free
 */
export function checkQuota(missingBytes: number, { usedBytes, quotaBytes }: StorageEstimate): void {
  // Some browsers tell no quota; then only the write itself can tell.
  if (missingBytes === 0 || quotaBytes === 0) return;
  const needed = Math.ceil(missingBytes * OVERHEAD) + SLACK_BYTES;
  const free = Math.max(0, quotaBytes - usedBytes);
  if (needed > free) throw new ReadroomError('store/quota-exceeded', `${needed} bytes needed, ${free} free`);
}
