/** A folder in memory with the few methods of the File System Access API that an export uses. */
export interface MemoryFolder {
  /** By path; a file that was only created is empty. */
  readonly files: Map<string, Uint8Array>;
  /** Runs before each write: throwing here is a full disk or a withdrawn permission. */
  onWrite: (path: string) => void;
  readonly handle: FileSystemDirectoryHandle;
  fileHandle(path: string): FileSystemFileHandle;
}

export function createMemoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  const missing = (): DOMException => new DOMException('none', 'NotFoundError');

  const fileHandle = (path: string): FileSystemFileHandle => {
    const handle = {
      kind: 'file',
      name: path.slice(path.lastIndexOf('/') + 1),
      getFile: () => Promise.resolve(new File([(files.get(path) ?? new Uint8Array()) as BlobPart], path)),
      createWritable: () => {
        const parts: Uint8Array[] = [];
        // The browser writes to a copy, which takes the file's place at close.
        return Promise.resolve({
          write: (bytes: Uint8Array) =>
            Promise.resolve().then(() => {
              folder.onWrite(path);
              parts.push(bytes.slice());
            }),
          close: () =>
            Promise.resolve().then(() => {
              folder.onWrite(path);
              files.set(path, Buffer.concat(parts));
            }),
          abort: () => Promise.resolve(),
        });
      },
      remove: () => Promise.resolve(void files.delete(path)),
    };
    return handle as unknown as FileSystemFileHandle;
  };

  const directory = (prefix: string): FileSystemDirectoryHandle => {
    const handle = {
      kind: 'directory',
      name: prefix,
      getFileHandle: (name: string, options?: { create?: boolean }) => {
        const path = prefix + name;
        if (!files.has(path)) {
          if (options?.create !== true) return Promise.reject(missing());
          files.set(path, new Uint8Array());
        }
        return Promise.resolve(fileHandle(path));
      },
      getDirectoryHandle: (name: string) => Promise.resolve(directory(`${prefix}${name}/`)),
      removeEntry: (name: string) =>
        files.delete(prefix + name) ? Promise.resolve() : Promise.reject(missing()),
    };
    return handle as unknown as FileSystemDirectoryHandle;
  };

  const folder: MemoryFolder = { files, onWrite: () => undefined, handle: directory(''), fileHandle };
  return folder;
}
