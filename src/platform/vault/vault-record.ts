import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { NO_TRIES, type Tries } from '../../domain/vault/tries.ts';
import { KeyEnvelopeSchema } from '../crypto/key-envelope.ts';
import type { SealedDb } from '../db/sealed-db.ts';

/** What this build writes. */
export const VAULT_VERSION = 1;

const id = v.pipe(v.string(), v.uuid());
/** Kept by the browser as a key that derives and cannot be read out by the page; on disk it is not encrypted. */
const root = v.custom<CryptoKey>(
  (value) => typeof value === 'object' && value !== null && 'algorithm' in value,
);
const former = v.exactOptional(v.strictObject({ keyId: id, root }));

const KeyRecordSchema = v.variant('protection', [
  v.strictObject({ version: v.literal(VAULT_VERSION), protection: v.literal('demo'), keyId: id, root }),
  v.strictObject({
    version: v.literal(VAULT_VERSION),
    protection: v.literal('passphrase'),
    keyId: id,
    envelope: KeyEnvelopeSchema,
    /** The demo's key, until everything is sealed anew. */
    former,
  }),
]);
export type KeyRecord = v.InferOutput<typeof KeyRecordSchema>;

const TriesSchema = v.strictObject({
  failed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  lastAt: v.number(),
});

/** @throws ReadroomError `vault/damaged`, `vault/newer-version` */
export function parseKeyRecord(value: unknown): KeyRecord {
  const version = v.safeParse(v.object({ version: v.number() }), value);
  if (version.success && version.output.version > VAULT_VERSION)
    throw new ReadroomError('vault/newer-version', `version ${version.output.version}`);
  const parsed = v.safeParse(KeyRecordSchema, value);
  if (!parsed.success) throw new ReadroomError('vault/damaged');
  return parsed.output;
}

/** A counter that makes no sense is taken for a new one: it protects from guessing at the screen only. */
export function parseTries(value: unknown): Tries {
  const parsed = v.safeParse(TriesSchema, value);
  return parsed.success ? parsed.output : NO_TRIES;
}

/**
 * Inside a transaction that writes: is this key still the one that rows are sealed with? What a tab of the former key
 * wrote could not be read any more.
 * @throws ReadroomError `vault/locked`
 */
export async function requireCurrentKey(db: SealedDb, keyId: string): Promise<void> {
  const row = await db.vault.get('key');
  const parsed = v.safeParse(v.object({ keyId: v.string() }), row?.value);
  if (!parsed.success || parsed.output.keyId !== keyId) throw new ReadroomError('vault/locked');
}
