import type { ErrorCode } from '../../domain/errors/catalog.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';

const CODES_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  QuotaExceededError: 'store/quota-exceeded',
  OpenFailedError: 'store/unavailable',
  MissingAPIError: 'store/unavailable',
  InvalidStateError: 'store/unavailable',
  SecurityError: 'store/unavailable',
  VersionError: 'store/blocked',
  VersionChangeError: 'store/blocked',
  DatabaseClosedError: 'store/blocked',
};

/** How deep Dexie wraps the browser's error, at most. */
const MAX_DEPTH = 4;

function codeOf(error: unknown): ErrorCode | null {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Object; depth++) {
    const name: unknown = Reflect.get(current, 'name');
    const code = typeof name === 'string' ? CODES_BY_NAME[name] : undefined;
    // A quota error hides inside an AbortError of the transaction.
    if (code !== undefined) return code;
    current = Reflect.get(current, 'inner');
  }
  return null;
}

/** Runs database work; what the browser throws comes out as a ReadroomError. */
export async function named<T>(work: () => PromiseLike<T>, otherwise: ErrorCode, detail = ''): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ReadroomError) throw error;
    const code = codeOf(error);
    if (code === null && isAbort(error) && error instanceof DOMException) throw error;
    throw new ReadroomError(code ?? otherwise, detail, { cause: error });
  }
}
