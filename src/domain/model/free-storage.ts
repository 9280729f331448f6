/**
 * Chromium 156 tells every page that 10 GiB are free, whatever the disk and the quota really have (seen with the quota
 * set to 100 MiB: writes end there, the estimate stays). Then only the write itself can tell.
 */
const FIXED_FREE_BYTES = 10 * 1024 ** 3;

/** IndexedDB's own bookkeeping and the copy that a transaction makes while it commits. */
const OVERHEAD = 1.05;
const SLACK_BYTES = 48 * 1024 * 1024;

/** How much the browser must allow for so many bytes of a model to be stored; none for none. */
export function roomFor(bytes: number): number {
  return bytes === 0 ? 0 : Math.ceil(bytes * OVERHEAD) + SLACK_BYTES;
}

/** How much more the browser says it will store; null when it does not tell, or tells everybody the same. */
export function freeStorage({
  usedBytes,
  quotaBytes,
}: {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}): number | null {
  if (quotaBytes === 0) return null;
  const free = Math.max(0, quotaBytes - usedBytes);
  return free === FIXED_FREE_BYTES ? null : free;
}
