import * as v from 'valibot';
import {
  BackupItemSchema,
  digestOf,
  reportAsCanonical,
  type BackupEnd,
  type BackupItem,
} from '../../domain/backup/backup-item.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../domain/io/byte-source.ts';
import { unwrap } from '../../domain/result.ts';
import { openEnvelope } from '../crypto/key-envelope.ts';
import type { KeyStretching } from '../crypto/key-stretching.ts';
import { TAG_BYTES } from '../crypto/random-bytes.ts';
import {
  frameParameters,
  MAX_FRAME_BYTES,
  MAX_FRAMES,
  parseHeader,
  parsePrefix,
  PREFIX_BYTES,
} from './backup-format.ts';

/** A backup whose passphrase was right. */
export interface OpenBackup {
  /**
   * Its items from the first to the last, the end left out; a frame in memory at a time.
   * @throws ReadroomError `backup/damaged`, `backup/truncated`, `backup/over-limit`, `format/unreadable`
   */
  items(): AsyncGenerator<Exclude<BackupItem, { kind: 'end' }>, BackupEnd>;
}

/**
 * @throws ReadroomError `backup/not-a-backup`, `backup/newer-version`, `backup/truncated`, `backup/damaged`,
 *   `backup/over-limit`, `backup/wrong-passphrase`, `format/unreadable`
 */
export async function openBackup(
  source: ByteSource,
  passphrase: string,
  stretching: KeyStretching,
): Promise<OpenBackup> {
  const prefix = await source.read(0, Math.min(PREFIX_BYTES, source.size));
  const headerBytes = unwrap(parsePrefix(prefix));
  const envelope = unwrap(parseHeader(await read(source, PREFIX_BYTES, headerBytes)));
  const secret = await openEnvelope(envelope, passphrase, 'backup', stretching).catch((error: unknown) => {
    const wrong = error instanceof ReadroomError && error.code === 'vault/wrong-passphrase';
    throw wrong ? new ReadroomError('backup/wrong-passphrase') : error;
  });
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['decrypt']);
  secret.fill(0);
  return { items: () => itemsOf(source, PREFIX_BYTES + headerBytes, key) };
}

async function* itemsOf(
  source: ByteSource,
  start: number,
  key: CryptoKey,
): AsyncGenerator<Exclude<BackupItem, { kind: 'end' }>, BackupEnd> {
  let offset = start;
  for (let frame = 0; frame < MAX_FRAMES; frame++) {
    const prefix = await read(source, offset, 4);
    const length = new DataView(prefix.buffer, prefix.byteOffset, 4).getUint32(0, true);
    if (length > MAX_FRAME_BYTES)
      throw new ReadroomError('backup/over-limit', `frame ${frame}: ${length} bytes`);
    if (length < TAG_BYTES) throw new ReadroomError('backup/damaged', `frame ${frame}`);
    const sealed = await read(source, offset + 4, length);
    offset += 4 + length;
    const isLast = offset === source.size;
    for (const item of parseFrame(await open(key, sealed, frame, isLast), frame)) {
      if (item.kind !== 'end') yield item;
      // Bound to the last frame; nothing follows it.
      else if (isLast) return item;
      else throw new ReadroomError('backup/damaged', `frame ${frame}: an end before the end`);
    }
    if (isLast) throw new ReadroomError('backup/damaged', 'no end');
  }
  throw new ReadroomError('backup/over-limit', `more than ${MAX_FRAMES} frames`);
}

async function read(source: ByteSource, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (offset + length > source.size) throw new ReadroomError('backup/truncated', `at byte ${offset}`);
  return new Uint8Array(await source.read(offset, length));
}

async function open(
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
  frame: number,
  isLast: boolean,
): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(frameParameters(frame, isLast), key, sealed));
  } catch {
    // Whole frames up to the very end of the file: it was cut between two of them.
    if (isLast && (await opens(key, sealed, frame)))
      throw new ReadroomError('backup/truncated', 'after a frame');
    throw new ReadroomError('backup/damaged', `frame ${frame}`);
  }
}

async function opens(key: CryptoKey, sealed: Uint8Array<ArrayBuffer>, frame: number): Promise<boolean> {
  return crypto.subtle.decrypt(frameParameters(frame, false), key, sealed).then(
    () => true,
    () => false,
  );
}

/** Items of one frame. What it says was sealed by Readroom; it is parsed all the same, as another build may have. */
function parseFrame(bytes: Uint8Array, frame: number): readonly BackupItem[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // IMPORTANT: V8's message quotes the text, so it is not kept.
    throw new ReadroomError('backup/damaged', `frame ${frame}: no JSON`);
  }
  const parsed = v.safeParse(v.array(BackupItemSchema), value);
  if (!parsed.success) throw new ReadroomError('backup/damaged', `frame ${frame}: unknown items`);
  return parsed.output;
}

/**
 * Reads all of it and writes nothing: counts and hashes agree with what the end says.
 * @throws ReadroomError `backup/damaged`, and as `items`
 */
export async function verifyBackup(
  backup: OpenBackup,
  hash: (text: string) => Promise<string>,
): Promise<BackupEnd> {
  const hashes: string[] = [];
  let entries = 0;
  const items = backup.items();
  for (;;) {
    const { done, value } = await items.next();
    if (done === true) {
      const same = value.reports === hashes.length && value.entries === entries;
      if (!same || value.digest !== (await digestOf(hashes, hash)))
        throw new ReadroomError('backup/damaged', 'counts or hashes');
      return value;
    }
    if (value.kind === 'report') hashes.push(await hash(reportAsCanonical(value.report)));
    if (value.kind === 'audit') entries++;
  }
}
