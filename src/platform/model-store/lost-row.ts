/**
 * What Chromium says of a large value whose file on disk is gone or cut short (the last one: version 156): the row is
 * there, its bytes never come back.
 */
const LOST: readonly string[] = ['NotReadableError', 'DataError', 'UnknownError'];
/** How deep Dexie wraps the browser's error, at most. */
const MAX_DEPTH = 4;

function isLost(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Object; depth++) {
    const name: unknown = Reflect.get(current, 'name');
    if (typeof name === 'string' && LOST.includes(name)) return true;
    current = Reflect.get(current, 'inner');
  }
  return false;
}

/** The row that `read` gives; undefined also when its bytes are lost. A failure may pass, so a second try decides. */
export async function rowUnlessLost<T>(read: () => PromiseLike<T | undefined>): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!isLost(error)) throw error;
      if (attempt === 2) return undefined;
    }
  }
}
