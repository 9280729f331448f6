import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { passphraseFault } from '../../domain/vault/passphrase.ts';
import { NO_TRIES, waitBefore } from '../../domain/vault/tries.ts';
import type { Clock } from '../clock/clock.ts';
import { closeEnvelope, isOutdated, openEnvelope } from '../crypto/key-envelope.ts';
import { KEY_BYTES, type KeyStretching } from '../crypto/key-stretching.ts';
import { randomBytes } from '../crypto/random-bytes.ts';
import { createRecordCipher, importRoot, type RecordCipher } from '../crypto/record-cipher.ts';
import { sameBytes } from '../crypto/same-bytes.ts';
import { planRewrite } from '../db/rewrite-storage.ts';
import type { SealedDb } from '../db/sealed-db.ts';
import { storageError } from '../db/storage-error.ts';
import { parseKeyRecord, parseTries, VAULT_VERSION, type KeyRecord } from './vault-record.ts';
import type { OpenVault, Vault } from './vault-port.ts';

interface VaultPorts {
  readonly db: SealedDb;
  readonly stretching: KeyStretching;
  readonly clock: Pick<Clock, 'now'>;
  readonly createId: () => string;
}

type Locked = Extract<KeyRecord, { protection: 'passphrase' }>;

/** The key of this browser's reports: made, wrapped, opened. The page keeps it as keys that cannot be read out. */
export function createVault({ db, stretching, clock, createId }: VaultPorts): Vault {
  const sealed = [db.reports, db.settings, db.journal, db.audit];

  /** As this page knew it last. */
  let known: KeyRecord | null = null;
  // Somebody cleared this site's data under an open page: what the page writes next makes the database anew. Without the
  // key that sealed it nothing of that could ever be opened.
  db.on('populate', (transaction) => {
    if (known !== null) void transaction.table('vault').put({ name: 'key', value: known });
  });

  const readKey = async (): Promise<KeyRecord | null> => {
    const row = await stored(() => db.vault.get('key'));
    if (row === undefined) return null;
    return (known = parseKeyRecord(row.value));
  };

  const requireLocked = async (): Promise<Locked> => {
    const record = await readKey();
    if (record?.protection !== 'passphrase') throw new ReadroomError('vault/damaged', 'no passphrase');
    return record;
  };

  /** Counted before it is tried: a page that is killed in between has used it up all the same. */
  const takeTry = (): Promise<number> =>
    stored(() =>
      db.transaction('rw', db.vault, async () => {
        const tries = parseTries((await db.vault.get('tries'))?.value);
        const now = clock.now();
        const wait = waitBefore(tries, now);
        if (wait > 0) throw new ReadroomError('vault/too-many-tries', `${Math.ceil(wait / 1000)} s`);
        await db.vault.put({ name: 'tries', value: { failed: tries.failed + 1, lastAt: now } });
        return tries.failed;
      }),
    );

  const openLocked = async (
    passphrase: string,
  ): Promise<{ record: Locked; secret: Uint8Array<ArrayBuffer>; failedTries: number }> => {
    const record = await requireLocked();
    const failedTries = await takeTry();
    const secret = await openEnvelope(record.envelope, passphrase, 'vault', stretching);
    await stored(() => db.vault.put({ name: 'tries', value: NO_TRIES }));
    return { record, secret, failedTries };
  };

  /**
   * Puts `next` in the place of `before`, unless another tab has changed it meanwhile. What was wrapped before still lies
   * in the browser's files, and opens with what it was wrapped by: that is written over at the next start.
   */
  const replace = (before: Locked, next: Locked): Promise<void> =>
    stored(() =>
      db.transaction('rw', db.vault, db.meta, async () => {
        const now = (await db.vault.get('key'))?.value;
        const record = parseKeyRecord(now);
        if (
          record.protection !== 'passphrase' ||
          !sameBytes(record.envelope.wrapped, before.envelope.wrapped)
        )
          throw new ReadroomError('vault/busy');
        await db.vault.put({ name: 'key', value: next });
        await planRewrite(db);
      }),
    ).then(() => {
      known = next;
    });

  const formerCipher = ({ former }: Locked): Promise<RecordCipher> | null =>
    former === undefined ? null : createRecordCipher(former.root, former.keyId);

  const openedDemo = async (record: Extract<KeyRecord, { protection: 'demo' }>): Promise<OpenVault> => ({
    protection: 'demo',
    cipher: await createRecordCipher(record.root, record.keyId),
    ...{ former: null, failedTries: 0, strengthened: false },
  });

  return {
    async protection() {
      return (await readKey())?.protection ?? 'empty';
    },

    async openDemo() {
      const secret = randomBytes(KEY_BYTES);
      const root = await importRoot(secret);
      secret.fill(0);
      const fresh: KeyRecord = { version: VAULT_VERSION, protection: 'demo', keyId: createId(), root };
      // Two tabs may open at once: the first key counts.
      const record = await stored(() =>
        db.transaction('rw', [db.vault, ...sealed], async () => {
          const row = await db.vault.get('key');
          if (row !== undefined) return parseKeyRecord(row.value);
          // The key was lost or removed. A new one would leave what is sealed behind, unseen, and call itself a demo.
          for (const table of sealed)
            if ((await table.count()) > 0) throw new ReadroomError('vault/damaged', 'no key');
          await db.vault.put({ name: 'key', value: fresh });
          return fresh;
        }),
      );
      known = record;
      if (record.protection !== 'demo') throw new ReadroomError('vault/locked');
      return openedDemo(record);
    },

    async waitBefore() {
      const row = await stored(() => db.vault.get('tries'));
      return waitBefore(parseTries(row?.value), clock.now());
    },

    async unlock(passphrase) {
      const { record, secret, failedTries } = await openLocked(passphrase);
      try {
        const cipher = await createRecordCipher(await importRoot(secret), record.keyId);
        let strengthened = false;
        if (isOutdated(record.envelope)) {
          const envelope = await closeEnvelope(secret, passphrase, 'vault', stretching);
          // What could not be made stronger now is asked for again next time.
          strengthened = await replace(record, { ...record, envelope }).then(
            () => true,
            () => false,
          );
        }
        return {
          ...{ protection: 'passphrase', cipher, failedTries, strengthened },
          former: await formerCipher(record),
        };
      } finally {
        secret.fill(0);
      }
    },

    async setPassphrase(passphrase) {
      requireStrong(passphrase);
      const secret = randomBytes(KEY_BYTES);
      const envelope = await closeEnvelope(secret, passphrase, 'vault', stretching);
      secret.fill(0);
      const keyId = createId();
      await stored(() =>
        db.transaction('rw', db.vault, async () => {
          const record = parseKeyRecord((await db.vault.get('key'))?.value);
          if (record.protection !== 'demo') throw new ReadroomError('vault/locked');
          const former = { keyId: record.keyId, root: record.root };
          const value: Locked = { version: VAULT_VERSION, protection: 'passphrase', keyId, envelope, former };
          await db.vault.put({ name: 'key', value });
          await db.vault.put({ name: 'tries', value: NO_TRIES });
          known = value;
        }),
      );
    },

    async changePassphrase(old, passphrase) {
      requireStrong(passphrase);
      const { record, secret } = await openLocked(old);
      try {
        const envelope = await closeEnvelope(secret, passphrase, 'vault', stretching);
        await replace(record, { ...record, envelope });
      } finally {
        secret.fill(0);
      }
    },

    async forgetFormer() {
      const record = await requireLocked();
      const { former, ...rest } = record;
      if (former !== undefined) await replace(record, rest);
    },
  };
}

function requireStrong(passphrase: string): void {
  if (passphraseFault(passphrase) !== null) throw new ReadroomError('vault/weak-passphrase');
}

async function stored<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, 'report/database-unavailable');
  }
}
