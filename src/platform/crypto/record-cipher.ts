import { gcm } from '@noble/ciphers/aes.js';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { KEY_BYTES } from './key-stretching.ts';
import { IV_BYTES, randomBytes, TAG_BYTES } from './random-bytes.ts';

/** Tables whose rows are sealed. */
export type SealedTable = 'reports' | 'settings' | 'audit' | 'meta';

/** Where a record belongs: bound to it, so that a row copied to another place does not open there. */
export interface RecordPlace {
  readonly table: SealedTable;
  readonly id: string;
}

/** Seals what is stored, by keys that come from one root. Sealed: 12 bytes of IV, then AES-256-GCM with its tag. */
export interface RecordCipher {
  /** Names the root; not secret. */
  readonly keyId: string;
  /** @param value anything that JSON can hold */
  seal(place: RecordPlace, value: unknown): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws ReadroomError `vault/unreadable-record` */
  open(place: RecordPlace, sealed: Uint8Array): Promise<unknown>;
  /** Seals in this very turn, for the last moment of a page, in which no promise comes back any more. */
  sealJournal(id: string, value: unknown): Uint8Array<ArrayBuffer>;
  /** @throws ReadroomError `vault/unreadable-record` */
  openJournal(id: string, sealed: Uint8Array): Promise<unknown>;
}

/** Of what is sealed. IMPORTANT: another number is another format: rows of the old one no longer open. */
const FORMAT_VERSION = 1;

/** @param root an HKDF key that may derive; see `importRoot` */
export async function createRecordCipher(root: CryptoKey, keyId: string): Promise<RecordCipher> {
  const recordBytes = await derive(root, 'records');
  const records = await importAes(recordBytes);
  recordBytes.fill(0);
  const journalBytes = await derive(root, 'journal');
  const journal = await importAes(journalBytes);
  return {
    keyId,
    seal: ({ table, id }, value) => sealWith(records, bound(table, id), encode(value)),
    open: async ({ table, id }, sealed) => decode(await openWith(records, bound(table, id), sealed)),
    sealJournal(id, value) {
      const iv = randomBytes(IV_BYTES);
      // WebCrypto only promises; this one answers at once.
      return join(iv, gcm(journalBytes, iv, bound('journal', id)).encrypt(encode(value)));
    },
    openJournal: async (id, sealed) => decode(await openWith(journal, bound('journal', id), sealed)),
  };
}

/** A root that derives the keys and never shows itself again; the bytes may be wiped afterwards. */
export function importRoot(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
}

async function derive(root: CryptoKey, use: string): Promise<Uint8Array<ArrayBuffer>> {
  const info = new TextEncoder().encode(`readroom/${FORMAT_VERSION}/${use}`);
  // The root is 256 random bits already, so that HKDF needs no salt (RFC 5869, 3.1).
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, root, KEY_BYTES * 8));
}

const importAes = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** JSON, so that no id can be made to look like another table's. */
function bound(table: string, id: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(['readroom', FORMAT_VERSION, table, id]));
}

const encode = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // IMPORTANT: V8's message quotes the text, so it is not kept.
    throw new ReadroomError('vault/unreadable-record');
  }
}

async function sealWith(
  key: CryptoKey,
  additionalData: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = randomBytes(IV_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes);
  return join(iv, new Uint8Array(sealed));
}

async function openWith(
  key: CryptoKey,
  additionalData: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new ReadroomError('vault/unreadable-record');
  // Copies: rows of other realms and shared memory are no BufferSource.
  const iv = new Uint8Array(sealed.subarray(0, IV_BYTES));
  const data = new Uint8Array(sealed.subarray(IV_BYTES));
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data));
  } catch {
    throw new ReadroomError('vault/unreadable-record');
  }
}

function join(iv: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(iv.length + data.length);
  joined.set(iv);
  joined.set(data, iv.length);
  return joined;
}
