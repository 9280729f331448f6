import type { Dexie, PromiseExtended, Table } from 'dexie';
import { isAbort } from '../../domain/errors/readroom-error.ts';
import { named } from './store-error.ts';

/** Hands over a write that belongs to the transaction; it must not be awaited. */
export type Write = (operation: PromiseExtended<unknown>) => void;

/**
 * Reads and then writes in one transaction; resolves when it has completed. All writes count or none: a refused one
 * ends the transaction. They are not awaited, since a write's own promise may never settle when the quota runs out while
 * the transaction commits (Dexie issue 840). For the same reason `work` is asynchronous: Dexie itself waits for
 * everything that a plain function has begun.
 * @throws ReadroomError `store/quota-exceeded`, `store/…`, and what `work` throws
 */
export function transact<T>(
  database: Dexie,
  tables: readonly Table[],
  detail: string,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  const refused: unknown[] = [];
  return named(
    async () => {
      try {
        return await database.transaction('rw', [...tables], (transaction) =>
          work((operation) => {
            operation.catch((error: unknown) => {
              // The transaction is ending already, and its own error says why.
              if (isAbort(error)) return;
              refused.push(error);
              transaction.abort();
            });
          }),
        );
      } catch (error) {
        // What was refused says more than that the transaction has ended.
        throw refused[0] ?? error;
      }
    },
    'store/write-failed',
    detail,
  );
}

/** One write, or one deletion, in a transaction of its own; resolves when that has completed. */
export function durably(
  database: Dexie,
  operation: () => PromiseExtended<unknown>,
  detail: string,
): Promise<void> {
  return transact(database, database.tables, detail, (write) => {
    write(operation());
    return Promise.resolve();
  });
}
