import { ZipReader, type FileEntry } from '@zip.js/zip.js/index-native.js';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../domain/io/byte-source.ts';
import { isHidden } from '../files/gather.ts';
import {
  MAX_ENTRIES,
  MAX_INFLATED_BYTES,
  MAX_NAME_BYTES,
  MAX_RATIO,
  RATIO_FREE_BYTES,
} from './archive-limits.ts';
import { bad } from './bad-archive.ts';
import { deflatedSource } from './deflated-source.ts';
import { SourceReader } from './source-reader.ts';
import { storedSource } from './stored-source.ts';

const STORED = 0;
const DEFLATED = 8;

/**
 * The files inside a ZIP archive, its folders' names included; hidden files and what macOS adds are left out. Only the
 * list of entries is read now. Stored entries are read as ranges of the archive, compressed ones are unpacked whole
 * when asked for, and the last one that was read in part is kept.
 * @throws ReadroomError `library/bad-archive`, `format/over-limit`, `format/duplicate-name`, `format/unsafe-path`,
 * `format/unreadable`
 */
export async function openArchive(archive: ByteSource): Promise<FileSet> {
  const entries = new Map<string, ByteSource>();
  const unpacked: { current: { entry: FileEntry; bytes: Uint8Array } | null } = { current: null };
  for (const entry of await listEntries(archive)) {
    const name = entry.filename;
    if (isLeftOut(name)) continue;
    if (entries.has(name)) throw new ReadroomError('format/duplicate-name', archive.name);
    entries.set(
      name,
      entry.compressionMethod === STORED
        ? storedSource(archive, entry)
        : deflatedSource(archive.name, entry, unpacked),
    );
  }
  return { names: [...entries.keys()], open: (name) => entries.get(name) ?? null };
}

async function listEntries(archive: ByteSource): Promise<FileEntry[]> {
  const files: FileEntry[] = [];
  let count = 0;
  try {
    const reader = new ZipReader(new SourceReader(archive), {
      useWebWorkers: false,
      filenameValidation: 'tolerant',
    });
    for await (const entry of reader.getEntriesGenerator()) {
      if (++count > MAX_ENTRIES) throw new ReadroomError('format/over-limit', `${archive.name}: entries`);
      if (entry.rawFilename.length > MAX_NAME_BYTES)
        throw new ReadroomError('format/over-limit', `${archive.name}: a name`);
      if (isUnsafe(entry.filename)) throw new ReadroomError('format/unsafe-path', archive.name);
      if (entry.directory) continue;
      checkEntry(archive, entry);
      files.push(entry);
    }
  } catch (error) {
    throw bad(error, archive.name);
  }
  return files;
}

function checkEntry(archive: ByteSource, entry: FileEntry): void {
  const { compressionMethod: method, compressedSize, uncompressedSize: size, offset } = entry;
  if (entry.encrypted) throw new ReadroomError('library/bad-archive', `${archive.name}: it is encrypted`);
  if (entry.symlink) throw new ReadroomError('format/unsafe-path', `${archive.name}: a link`);
  if (method !== STORED && method !== DEFLATED)
    throw new ReadroomError('library/bad-archive', `${archive.name}: compression method ${method}`);
  if (![offset, compressedSize, size].every((value) => Number.isSafeInteger(value) && value >= 0))
    throw new ReadroomError('library/bad-archive', `${archive.name}: sizes`);
  if (offset + compressedSize > archive.size)
    throw new ReadroomError('library/bad-archive', `${archive.name}: an entry beyond the end`);
  if (method === STORED && size !== compressedSize)
    throw new ReadroomError('library/bad-archive', `${archive.name}: sizes of a stored entry`);
  const bomb = size > RATIO_FREE_BYTES && size > compressedSize * MAX_RATIO;
  if (method === DEFLATED && (bomb || size > MAX_INFLATED_BYTES))
    throw new ReadroomError('format/over-limit', `${archive.name}: ${size} bytes from ${compressedSize}`);
}

/** A name that would lead out of a folder, or mean different files on different systems. */
function isUnsafe(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (name === '' || /[\\\u0000-\u001f\u007f]/.test(name) || /^[A-Za-z]:/.test(name)) return true;
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..');
}

function isLeftOut(name: string): boolean {
  return name.split('/').some(isHidden);
}
