import * as v from 'valibot';
import { fail } from '../../domain/errors/fail.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { parseBoundedJson } from '../../domain/json/bounded-json.ts';
import { ok, type Result } from '../../domain/result.ts';
import { KeyEnvelopeSchema, type KeyEnvelope } from '../crypto/key-envelope.ts';

/*
 * A backup file, integers little-endian:
 *   8 bytes   "RRBACKUP"
 *   u32       version of this layout
 *   u32       bytes of the header
 *   header    JSON: the key of this backup, wrapped by a passphrase (KeyEnvelope, bytes as base64)
 *   frames    each: u32 bytes, then AES-256-GCM of a JSON list of items, tag included
 * The key is used for this file only. The vector of a frame is its number; its number and whether it is the last one are
 * bound to it: frames cannot be left out, moved, repeated or cut off.
 */

export const MAGIC: Uint8Array<ArrayBuffer> = new TextEncoder().encode('RRBACKUP');
export const BACKUP_VERSION = 1;
export const PREFIX_BYTES = MAGIC.length + 8;
/** The header is about 300 bytes. */
export const MAX_HEADER_BYTES = 4_096;
/** Items are gathered to about this many characters per frame. */
export const FRAME_CHARACTERS = 256 * 1024;
/** The longest report, every character escaped, and a full frame before it. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** A century of reports. */
export const MAX_FRAMES = 4_000_000;

const base64 = v.pipe(
  v.string(),
  v.maxLength(1_000),
  v.base64(),
  v.transform((text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))),
);
const HeaderSchema = v.pipe(
  v.strictObject({
    kdf: v.literal('argon2id'),
    ...{ memoryKiB: v.number(), iterations: v.number(), parallelism: v.number() },
    ...{ salt: base64, iv: base64, wrapped: base64 },
  }),
  v.transform(({ memoryKiB, iterations, parallelism, salt, iv, wrapped }) => ({
    ...{ memoryKiB, iterations, parallelism },
    ...{ salt, iv, wrapped },
  })),
  KeyEnvelopeSchema,
);

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export function writeHead(envelope: KeyEnvelope): Uint8Array<ArrayBuffer> {
  const { salt, iv, wrapped, ...strength } = envelope;
  const header = new TextEncoder().encode(
    JSON.stringify({
      ...{ kdf: 'argon2id', ...strength },
      ...{ salt: toBase64(salt), iv: toBase64(iv), wrapped: toBase64(wrapped) },
    }),
  );
  const head = new Uint8Array(PREFIX_BYTES + header.length);
  head.set(MAGIC);
  const view = new DataView(head.buffer);
  view.setUint32(MAGIC.length, BACKUP_VERSION, true);
  view.setUint32(MAGIC.length + 4, header.length, true);
  head.set(header, PREFIX_BYTES);
  return head;
}

/** Bytes of the header that follows. */
export function parsePrefix(prefix: Uint8Array): Result<number, ReadroomError> {
  if (prefix.length < PREFIX_BYTES || MAGIC.some((byte, index) => prefix[index] !== byte))
    return fail('backup/not-a-backup', '');
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.length);
  const version = view.getUint32(MAGIC.length, true);
  if (version === 0) return fail('backup/not-a-backup', 'version 0');
  if (version > BACKUP_VERSION) return fail('backup/newer-version', `version ${version}`);
  const bytes = view.getUint32(MAGIC.length + 4, true);
  return bytes > MAX_HEADER_BYTES ? fail('backup/over-limit', `header of ${bytes} bytes`) : ok(bytes);
}

export function parseHeader(header: Uint8Array): Result<KeyEnvelope, ReadroomError> {
  const limits = { maxBytes: MAX_HEADER_BYTES, maxDepth: 2, maxValues: 50 };
  const json = parseBoundedJson(header, limits, 'header');
  if (!json.ok) return fail('backup/damaged', 'header');
  const parsed = v.safeParse(HeaderSchema, json.value);
  return parsed.success ? ok(parsed.output) : fail('backup/damaged', 'header');
}

/** What binds a frame to its place. */
export function frameParameters(
  frame: number,
  isLast: boolean,
): AesGcmParams & { iv: Uint8Array<ArrayBuffer> } {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setBigUint64(4, BigInt(frame));
  const additionalData = new TextEncoder().encode(`readroom/backup/${BACKUP_VERSION}/${frame}/${isLast}`);
  return { name: 'AES-GCM', iv, additionalData };
}
