import type { ErrorCode } from './catalog.ts';

const INSTALL_AGAIN: readonly ErrorCode[] = [
  'model/shard-hash-mismatch',
  'store/file-missing',
  'store/not-installed',
];

/** The installed files themselves are the trouble: loading them again would fail again, on any engine. */
export function needsInstall(code: ErrorCode): boolean {
  return INSTALL_AGAIN.includes(code);
}
