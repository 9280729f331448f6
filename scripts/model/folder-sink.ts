import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSink } from '../../src/domain/io/model-sink.ts';

/** Writes a model into a folder: temporary name, fsync, rename, so that a file is there whole or not at all. */
export function folderSink(folder: string): ModelSink {
  return {
    async write(path, bytes) {
      await mkdir(folder, { recursive: true });
      await writeDurably(folder, path, bytes);
    },
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async remove(path) {
      await rm(join(folder, path), { force: true });
    },
  };
}

async function writeDurably(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const target = join(folder, path);
  const temporary = `${target}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
  // The rename itself is durable only once the folder is.
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
