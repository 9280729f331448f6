import type { OpenVault, Vault } from '../vault/vault-port.ts';
import { planRewrite, rewriteIfPlanned } from './rewrite-storage.ts';
import { sealAnew } from './seal-anew.ts';
import { sealPlainRows } from './seal-plain-rows.ts';
import { reading } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';
import type { Clock } from '../clock/clock.ts';
import type { TabLocks } from '../tabs/locks.ts';

interface Ports {
  readonly db: SealedDb;
  readonly vault: Pick<Vault, 'forgetFormer'>;
  readonly locks: TabLocks;
  readonly createId: () => string;
}

/**
 * After the key is there and before anything is read: what an older Readroom stored in the clear, and what was sealed
 * before there was a passphrase, is sealed with the present key. Each step can be broken off.
 * @throws ReadroomError `report/database-unavailable`, `report/not-saved`, `store/quota-exceeded`
 */
export async function bringUpToDate({ db, vault, locks, createId }: Ports, opened: OpenVault): Promise<void> {
  // One tab at a time; whoever waited finds nothing left to do.
  await locks.exclusive('readroom-bring-up-to-date', async () => {
    // First, so that what is taken over then is compared with rows that open.
    if (opened.former !== null) {
      await sealAnew(db, opened.cipher, opened.former);
      await vault.forgetFormer();
    }
    await sealPlainRows({
      ...{ db, cipher: opened.cipher, createId },
      beforeDeleting: () => reading(() => planRewrite(db)),
    });
  });
}

/** What was planned above, beside the work: a few seconds of writing that nobody has to wait for. */
export async function removeTraces({
  db,
  locks,
  clock,
}: Pick<Ports, 'db' | 'locks'> & { readonly clock: Pick<Clock, 'sleep'> }): Promise<void> {
  await locks.exclusive('readroom-remove-traces', () => rewriteIfPlanned(db, clock));
}
