import { KEY_BYTES } from '../../platform/crypto/key-stretching.ts';
import type { KeyStretching } from '../../platform/crypto/key-stretching.ts';
import { createRecordCipher, importRoot, type RecordCipher } from '../../platform/crypto/record-cipher.ts';
import { requireCurrentKey } from '../../platform/vault/vault-record.ts';
import type { SealedDb } from '../../platform/db/sealed-db.ts';

export const TEST_KEY_ID = '00000000-0000-4000-8000-0000000000aa';

/** The real cipher under a known key; `seed` makes another one. */
export async function createTestCipher(seed = 1, keyId: string = TEST_KEY_ID): Promise<RecordCipher> {
  return createRecordCipher(await importRoot(new Uint8Array(KEY_BYTES).fill(seed)), keyId);
}

/** Makes `cipher` the current one of a database that no vault has opened. */
export async function adoptCipher(db: SealedDb, cipher: Pick<RecordCipher, 'keyId'>): Promise<void> {
  await db.vault.put({ name: 'key', value: { keyId: cipher.keyId } });
  await db.transaction('r', db.vault, () => requireCurrentKey(db, cipher.keyId));
}

/** Stretches nothing: counts for nothing against a guesser, and costs nothing in a test. */
export const quickStretching: KeyStretching = {
  async stretch(passphrase, { salt, memoryKiB, iterations }) {
    const text = new Uint8Array([...passphrase, ...salt, memoryKiB % 251, iterations]);
    return new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  },
};
