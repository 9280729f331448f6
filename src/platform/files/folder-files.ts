/** Bytes compared at once: a shard may take half a gigabyte, and its other copy is in memory already. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** The file at a `/`-separated path below a folder; null when there is none. */
export async function findFile(
  root: FileSystemDirectoryHandle,
  path: string,
): Promise<FileSystemFileHandle | null> {
  const parts = path.split('/');
  const name = parts.pop() ?? path;
  try {
    let folder = root;
    for (const part of parts) folder = await folder.getDirectoryHandle(part);
    return await folder.getFileHandle(name);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/** Whether a file is just these bytes. */
export async function holds(handle: FileSystemFileHandle, bytes: Uint8Array): Promise<boolean> {
  const file = await handle.getFile();
  if (file.size !== bytes.length) return false;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
    if (!piece.every((byte, index) => byte === bytes[at + index])) return false;
  }
  return true;
}
