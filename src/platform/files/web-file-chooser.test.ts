// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import type { ChosenFiles } from './chosen-files.ts';
import { MAX_CHOSEN_FILES } from './file-chooser.ts';
import { recordOf, firstDifference } from './chosen-record.ts';
import { filesOfFolderInput } from './from-input.ts';
import { createWebFileChooser } from './web-file-chooser.ts';

/** A file as the File System API gives it. */
class FileHandle {
  readonly kind = 'file';
  readonly name: string;
  readonly file: File;
  permission: PermissionState = 'granted';
  answer: PermissionState = 'granted';
  constructor(name: string, bytes = 1) {
    this.name = name;
    this.file = new File([new Uint8Array(bytes)], name);
  }
  getFile(): Promise<File> {
    return Promise.resolve(this.file);
  }
  queryPermission(): Promise<PermissionState> {
    return Promise.resolve(this.permission);
  }
  requestPermission(): Promise<PermissionState> {
    return Promise.resolve(this.answer);
  }
}

class FolderHandle {
  readonly kind = 'directory';
  readonly name: string;
  readonly entries: readonly (FileHandle | FolderHandle)[];
  constructor(name: string, entries: readonly (FileHandle | FolderHandle)[]) {
    this.name = name;
    this.entries = entries;
  }
  // eslint-disable-next-line @typescript-eslint/require-await
  async *values(): AsyncGenerator<FileHandle | FolderHandle> {
    yield* this.entries;
  }
}

const asFolder = (folder: FolderHandle): FileSystemDirectoryHandle =>
  folder as unknown as FileSystemDirectoryHandle;
const asFile = (file: FileHandle): FileSystemFileHandle => file as unknown as FileSystemFileHandle;
const names = (chosen: ChosenFiles | null): string[] | undefined => chosen?.files.map(({ name }) => name);

const choose = (folder: FolderHandle): Promise<ChosenFiles | null> =>
  createWebFileChooser({ showDirectoryPicker: () => Promise.resolve(asFolder(folder)) }).chooseFolder();

describe('a folder that was chosen', () => {
  it('gives its files relative to it, in the order of their names, with a lasting handle', async () => {
    const folder = new FolderHandle('llama', [
      new FileHandle('tokenizer.json'),
      new FolderHandle('original', [new FileHandle('params.json')]),
      new FileHandle('config.json'),
    ]);
    const chosen = await choose(folder);
    expect(names(chosen)).toEqual(['config.json', 'original/params.json', 'tokenizer.json']);
    expect([chosen?.label, chosen?.handles]).toEqual(['llama', [folder]]);
  });

  it('leaves out hidden files, the Mac’s leftovers, and folders deeper than any model has', async () => {
    const deep = new FolderHandle('1', [
      new FolderHandle('2', [new FolderHandle('3', [new FolderHandle('4', [new FileHandle('x')])])]),
    ]);
    const chosen = await choose(
      new FolderHandle('f', [
        new FileHandle('.DS_Store'),
        new FolderHandle('.git', [new FileHandle('HEAD')]),
        new FolderHandle('__MACOSX', [new FileHandle('a')]),
        deep,
        new FileHandle('a.gguf'),
      ]),
    );
    expect(names(chosen)).toEqual(['a.gguf']);
  });

  it('is refused when it is no model’s folder but half a disk', async () => {
    const file = new FileHandle('same');
    const folder = new FolderHandle('C', Array<FileHandle>(MAX_CHOSEN_FILES + 1).fill(file));
    await expect(choose(folder)).rejects.toMatchObject({ code: 'library/too-many-files' });
  });

  it('that cannot be read is told as such', async () => {
    const file = new FileHandle('gone.gguf');
    file.getFile = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    await expect(choose(new FolderHandle('f', [file]))).rejects.toMatchObject({ code: 'format/unreadable' });
  });

  it('through a plain input is named like one through the API', () => {
    const file = (path: string): File => {
      const made = new File(['x'], path.slice(path.lastIndexOf('/') + 1));
      Object.defineProperty(made, 'webkitRelativePath', { value: path });
      return made;
    };
    const chosen = filesOfFolderInput([
      file('llama/tokenizer.json'),
      file('llama/original/params.json'),
      file('llama/.git/HEAD'),
      file('llama/config.json'),
    ]);
    expect([chosen.label, names(chosen)]).toEqual([
      'llama',
      ['config.json', 'original/params.json', 'tokenizer.json'],
    ]);
  });
});

describe('choosing', () => {
  it('nothing is no failure', async () => {
    const closed = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('closed'), { name: 'AbortError' }));
    const chooser = createWebFileChooser({ showOpenFilePicker: closed, showDirectoryPicker: closed });
    expect([await chooser.chooseFiles(), await chooser.chooseFolder()]).toEqual([null, null]);
  });

  it('falls back to a plain input where the browser has no API for it, and closing that is no failure', async () => {
    const chooser = createWebFileChooser({});
    const asked: HTMLInputElement[] = [];
    vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
      asked.push(this);
    });
    const closed = chooser.chooseFolder();
    asked[0]?.dispatchEvent(new Event('cancel'));
    expect(await closed).toBeNull();
    const picked = chooser.chooseFiles();
    const file = new File(['x'], 'a.gguf');
    Object.defineProperty(asked[1], 'files', { value: [file] });
    asked[1]?.dispatchEvent(new Event('change'));
    expect(await picked).toEqual({ label: 'a.gguf', files: [{ name: 'a.gguf', file }], handles: [] });
    expect(asked.map((input) => [input.type, input.webkitdirectory, input.multiple])).toEqual([
      ['file', true, true],
      ['file', false, true],
    ]);
  });
});

describe('going on with what was chosen before a reload', () => {
  const chooser = createWebFileChooser({});
  const record = (handle: FileHandle) =>
    recordOf({
      label: handle.name,
      files: [{ name: handle.name, file: handle.file }],
      handles: [asFile(handle)],
    });

  it('asks for permission again and reads the same files', async () => {
    const handle = new FileHandle('a.gguf');
    handle.permission = 'prompt';
    expect(names(await chooser.reopen(record(handle)))).toEqual(['a.gguf']);
  });

  it('says so when the permission is refused', async () => {
    const handle = new FileHandle('a.gguf');
    handle.permission = 'prompt';
    handle.answer = 'denied';
    await expect(chooser.reopen(record(handle))).rejects.toMatchObject({
      code: 'library/permission-refused',
    });
  });

  it('needs a new choice where the browser kept no handle', async () => {
    expect(await chooser.reopen({ label: '', files: [], handles: [] })).toBeNull();
  });

  it('tells other files by name and size before anything is hashed', () => {
    const chosen = (bytes: number, name = 'a.gguf'): ChosenFiles => ({
      label: name,
      files: [{ name, file: new File([new Uint8Array(bytes)], name) }],
      handles: [],
    });
    const kept = recordOf(chosen(4));
    expect(firstDifference(kept, chosen(4))).toBeNull();
    expect(firstDifference(kept, chosen(5))).toBe('a.gguf: 5 bytes, 4 expected');
    expect(firstDifference(kept, chosen(4, 'b.gguf'))).toBe('a.gguf: not there');
  });
});

describe('a drop', () => {
  const item = (
    handle: FileHandle | FolderHandle | null,
    file: File | null,
    entry: unknown = null,
  ): object => ({
    kind: 'file',
    getAsFileSystemHandle: () => Promise.resolve(handle),
    webkitGetAsEntry: () => entry,
    getAsFile: () => file,
  });
  const drop = (...items: object[]): Promise<readonly ChosenFiles[]> =>
    createWebFileChooser({}).fromDrop({ items } as unknown as DataTransfer);

  it('gives each folder by itself and loose files together', async () => {
    const dropped = await drop(
      item(new FolderHandle('base', [new FileHandle('config.json')]), null),
      item(new FileHandle('a.bin'), null),
      item(new FolderHandle('adapter', [new FileHandle('adapter_config.json')]), null),
      item(new FileHandle('b.bin'), null),
    );
    expect(dropped.map(({ label, files }) => [label, files.length])).toEqual([
      ['base', 1],
      ['adapter', 1],
      ['2 files', 2],
    ]);
  });

  it('of a folder is read to its end in a browser without handles, which tells a part at a time', async () => {
    const file = new File(['x'], 'x');
    const fileEntry = (name: string): object => ({
      ...{ name, isFile: true, isDirectory: false },
      file: (done: (file: File) => void) => done(file),
    });
    const batches = [[fileEntry('b'), fileEntry('.hidden')], [fileEntry('a')], []];
    const entry = {
      ...{ name: 'folder', isFile: false, isDirectory: true },
      createReader: () => ({ readEntries: (done: (entries: unknown) => void) => done(batches.shift()) }),
    };
    const [chosen] = await drop(item(null, null, entry));
    expect([chosen?.label, names(chosen ?? null), chosen?.handles]).toEqual(['folder', ['a', 'b'], []]);
  });
});
