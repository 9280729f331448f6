import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ErrorCode } from '../../domain/errors/catalog.ts';

/** Names a failed database operation. The original message stays behind: it may quote stored values. */
export function storageError(error: unknown, code: ErrorCode): ReadroomError {
  if (error instanceof ReadroomError) return error;
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) return new ReadroomError('store/quota-exceeded');
  return new ReadroomError(code, names.join(', '));
}

/** Dexie wraps what the browser said: a full disk arrives as AbortError with the reason inside. */
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Object; depth++) {
    if ('name' in current && typeof current.name === 'string') names.push(current.name);
    current = 'inner' in current ? current.inner : undefined;
  }
  return names;
}
