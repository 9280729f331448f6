import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import {
  digestOf,
  reportAsCanonical,
  type BackupEnd,
  type BackupItem,
} from '../../domain/backup/backup-item.ts';
import { closeEnvelope } from '../crypto/key-envelope.ts';
import { KEY_BYTES, type KeyStretching } from '../crypto/key-stretching.ts';
import { randomBytes } from '../crypto/random-bytes.ts';
import type { ArchiveSink } from '../files/export-writer.ts';
import { FRAME_CHARACTERS, frameParameters, writeHead } from './backup-format.ts';

interface WritePorts {
  readonly sink: ArchiveSink;
  readonly stretching: KeyStretching;
  readonly hash: (text: string) => Promise<string>;
}

/**
 * Writes items front to back, a frame in memory at a time.
 * @returns what the backup says of itself at its end, and the file where it was written to memory
 * @throws ReadroomError `backup/not-written`
 */
export async function writeBackup(
  items: AsyncIterable<Exclude<BackupItem, { kind: 'end' }>>,
  passphrase: string,
  { sink, stretching, hash }: WritePorts,
): Promise<{ readonly end: BackupEnd; readonly file: Blob | null }> {
  const secret = randomBytes(KEY_BYTES);
  try {
    await sink.append(writeHead(await closeEnvelope(secret, passphrase, 'backup', stretching)));
    const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
    const hashes: string[] = [];
    let entries = 0;
    let frame = 0;
    const seal = async (texts: readonly string[], isLast: boolean): Promise<void> => {
      const bytes = new TextEncoder().encode(`[${texts.join(',')}]`);
      const sealed = new Uint8Array(
        await crypto.subtle.encrypt(frameParameters(frame++, isLast), key, bytes),
      );
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, sealed.length, true);
      await sink.append(length);
      await sink.append(sealed);
    };

    let texts: string[] = [];
    let characters = 0;
    for await (const item of items) {
      if (item.kind === 'report') hashes.push(await hash(reportAsCanonical(item.report)));
      if (item.kind === 'audit') entries++;
      const text = JSON.stringify(item);
      texts.push(text);
      characters += text.length;
      if (characters < FRAME_CHARACTERS) continue;
      await seal(texts, false);
      texts = [];
      characters = 0;
    }
    const digest = await digestOf(hashes, hash);
    const end: BackupEnd = { kind: 'end', reports: hashes.length, entries, digest };
    await seal([...texts, JSON.stringify(end)], true);
    return { end, file: await sink.close() };
  } catch (error) {
    await sink.discard().catch(() => undefined);
    // The reports could not be read, or a person stopped it: that is said as it is.
    if (error instanceof ReadroomError || isAbort(error)) throw error;
    throw new ReadroomError('backup/not-written', asReadroomError(error).detail);
  } finally {
    secret.fill(0);
  }
}
