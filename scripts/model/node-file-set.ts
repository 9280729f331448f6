import { closeSync, fstatSync, openSync, read, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../src/domain/io/byte-source.ts';

const readAsync = promisify(read);

/** A FileSet whose file descriptors can be given back. */
export interface NodeFileSet extends FileSet {
  close(): void;
}

/** The files of a folder (not of its subfolders), or one file alone. Opens each at its first use. */
export function openPath(path: string): NodeFileSet {
  const isFolder = isDirectory(path);
  const folder = isFolder ? path : dirname(path);
  const names = isFolder ? filesOf(path) : [basename(path)];
  const opened = new Map<string, { source: ByteSource; descriptor: number }>();
  return {
    names,
    open(name) {
      if (!names.includes(name)) return null;
      let entry = opened.get(name);
      if (entry === undefined) {
        const descriptor = openSync(join(folder, name), 'r');
        entry = { descriptor, source: fileSource(name, descriptor) };
        opened.set(name, entry);
      }
      return entry.source;
    },
    close() {
      for (const { descriptor } of opened.values()) closeSync(descriptor);
      opened.clear();
    },
  };
}

function fileSource(name: string, descriptor: number): ByteSource {
  const { size, mtimeMs } = fstatSync(descriptor);
  return {
    name,
    size,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      if (offset < 0 || length < 0 || offset + length > size) {
        throw new ReadroomError('format/truncated', `${name}: ${length} bytes at ${offset} of ${size}`);
      }
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await readAsync(descriptor, bytes, done, length - done, offset + done);
        if (bytesRead === 0)
          throw new ReadroomError('format/truncated', `${name}: the file shrank while read`);
        done += bytesRead;
      }
      return bytes;
    },
    requireUnchanged() {
      const now = fstatSync(descriptor);
      if (now.size === size && now.mtimeMs === mtimeMs) return Promise.resolve();
      return Promise.reject(new ReadroomError('format/unreadable', `${name} changed while it was read`));
    },
  };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new ReadroomError('pipeline/input-missing', path);
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() || (entry.isSymbolicLink() && isFile(join(folder, entry.name))))
    .map((entry) => entry.name)
    .sort();
}

/** False too for a link that leads nowhere: as if it were not there. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
