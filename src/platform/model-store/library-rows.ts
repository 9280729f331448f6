import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { TabLocks } from '../tabs/locks.ts';
import type { ModelDatabases } from './databases.ts';
import { named } from './store-error.ts';
import { durably } from './transact.ts';

/**
 * Key of a library's row. It is an address that cannot exist: web-llm takes the row for it, and were the row missing
 * it could fetch nothing in its place. (With our own address it would fetch past its cache, unchecked, whenever that
 * contains `localhost`: its source, `fetchWasmSource`.) The hash in it keeps versions apart.
 */
export function libraryUrl({ sha256, file }: ModelLibrary): string {
  return `https://model-libs.invalid/${sha256}/${file}`;
}

/** Name of the lock that every tab takes before it changes what is kept of a library. */
export function libraryLock(name: string): string {
  return `readroom/library/${name}`;
}

/** Removes a kept library, its record first: a row without record is no harm, a record without row is a promise broken. */
export function forgetLibrary(
  { own, wasm }: ModelDatabases,
  locks: TabLocks,
  name: string,
  unless: (record: { readonly brought?: boolean }) => boolean = () => false,
): Promise<void> {
  return locks.exclusive(libraryLock(name), async () => {
    const record = await named(() => own.libraries.get(name), 'store/read-failed', name);
    if (record === undefined || unless(record)) return;
    await durably(own, () => own.libraries.delete(name), name);
    await durably(wasm, () => wasm.urls.delete(libraryUrl(record.library)), name);
  });
}
