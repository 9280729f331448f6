import Dexie, { type Table } from 'dexie';
import type { Clock } from '../clock/clock.ts';
import { randomBytes } from '../crypto/random-bytes.ts';
import type { SealedDb } from './sealed-db.ts';

/** Chrome puts larger values into files of their own, beside the log that is to be rewritten. */
const VALUE_BYTES = 32 * 1024;
const VALUES_PER_TRANSACTION = 128;
/** 32 MiB: eight times what the browser's log holds before it becomes a file, three times what a level holds. */
const TRANSACTIONS = 8;
/** Deleted at once, the noise would be gone before files of the next level are merged with it, ms. */
const SETTLE_MS = 2_000;
const ROUNDS = 2;

/**
 * A deleted row stays in the browser's files until they are merged, which may take for ever. So much is written and
 * deleted that they are: what was deleted before is gone from the disk afterwards (e2e/at-rest-migration.e2e.ts looks).
 * What a disk or a backup program keeps of earlier files is out of reach.
 */
async function rewriteStorage(clock: Pick<Clock, 'sleep'>): Promise<void> {
  const scratch = new Dexie('readroom-scratch', { chromeTransactionDurability: 'relaxed' });
  scratch.version(1).stores({ noise: '' });
  const noise: Table<Uint8Array, number> = scratch.table('noise');
  try {
    for (let round = 0; round < TRANSACTIONS; round++) {
      const keys = Array.from(
        { length: VALUES_PER_TRANSACTION },
        (_, at) => round * VALUES_PER_TRANSACTION + at,
      );
      // Random, since the browser compresses.
      await noise.bulkPut(
        keys.map(() => randomBytes(VALUE_BYTES)),
        keys,
      );
    }
    await clock.sleep(SETTLE_MS);
  } finally {
    await scratch.delete();
  }
}

/** Notes, before anything is deleted, that its traces are to be removed: a page that is killed goes on with that later. */
export async function planRewrite(db: SealedDb): Promise<void> {
  await db.meta.put({ name: 'rewrite', value: true });
}

/** Removes the traces of what was deleted, if that was planned; false when there was no room for it now. */
export async function rewriteIfPlanned(db: SealedDb, clock: Pick<Clock, 'sleep'>): Promise<boolean> {
  if ((await db.meta.get('rewrite'))?.value !== true) return true;
  try {
    for (let round = 0; round < ROUNDS; round++) await rewriteStorage(clock);
  } catch {
    // Asked for again at the next start: no reason to keep anybody from reports that are sealed already.
    return false;
  }
  await db.meta.delete('rewrite');
  return true;
}
