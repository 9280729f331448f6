import { MANIFEST } from '../../domain/model/manifest.ts';
import { baseName } from '../../domain/io/base-name.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { JOURNAL } from '../build/journal.ts';
import { CHAT_CONFIG } from '../shards/model-files.ts';
import { LIBRARY_FOLDER, LIBRARY_INDEX, MLC_TENSOR_LISTS } from './import-names.ts';

export type ImportKind = 'readroom' | 'mlc' | 'libraries';

export interface RecognisedImport {
  readonly kind: ImportKind;
  /** The files of the model's own folder, by names relative to it. */
  readonly files: FileSet;
}

/** How many folders are named when there are several models. */
const MAX_NAMED = 5;

/**
 * Says by names alone what was chosen, also when it lies in a folder of what was chosen, as archives often have it.
 * @throws ReadroomError `library/nothing-here` with what it looks like instead
 */
export function recogniseImport(files: FileSet): RecognisedImport {
  const names = new Set(files.names);
  const withWasm = new Set(files.names.filter((name) => name.endsWith('.wasm')).map(folderOf));
  const byFolder = new Map<string, ImportKind>();
  for (const folder of new Set(files.names.map(folderOf))) {
    const kind = kindOf(folder, names, withWasm);
    if (kind !== null) byFolder.set(folder, kind);
  }
  // The libraries that an export puts beside its model are not a second find.
  const models = [...byFolder].filter(([, kind]) => kind !== 'libraries');
  const [first, second] = models.length > 0 ? models : [...byFolder];
  if (first === undefined) throw nothingHere(files.names);
  if (second !== undefined) {
    const named = [...byFolder.keys()].slice(0, MAX_NAMED).join(', ');
    throw new ReadroomError('library/nothing-here', `several: ${named}; choose one of these folders`);
  }
  return { kind: first[1], files: within(files, first[0]) };
}

/** The folder that a file lies in, with a `/` at its end; the chosen one is ''. */
function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function kindOf(
  folder: string,
  names: ReadonlySet<string>,
  withWasm: ReadonlySet<string>,
): ImportKind | null {
  const has = (name: string): boolean => names.has(folder + name);
  if (has(MANIFEST)) return 'readroom';
  if (has(CHAT_CONFIG) && MLC_TENSOR_LISTS.some(has)) return 'mlc';
  return has(LIBRARY_INDEX) && withWasm.has(folder) ? 'libraries' : null;
}

/** The files of one folder, by names relative to it. */
export function within(files: FileSet, folder: string): FileSet {
  const names = files.names.filter((name) => name.startsWith(folder));
  return {
    names: names.map((name) => name.slice(folder.length)),
    open: (name) => files.open(folder + name),
  };
}

/** The libraries that lie beside a model, or null. */
export function librariesBeside(files: FileSet): FileSet | null {
  const folder = `${LIBRARY_FOLDER}/`;
  return files.names.includes(folder + LIBRARY_INDEX) ? within(files, folder) : null;
}

function nothingHere(names: readonly string[]): ReadroomError {
  const plain = names.map(baseName);
  const looks = (what: string): ReadroomError => new ReadroomError('library/nothing-here', what);
  if (names.length === 0) return looks('no file');
  if (plain.includes(JOURNAL)) return looks('a model whose build has not finished');
  if (plain.includes('adapter_config.json')) return looks('an adapter: use Merge, with its base model');
  if (plain.some((name) => /\.(?:gguf|safetensors)$/.test(name))) return looks('a base model: use Merge');
  if (plain.includes(CHAT_CONFIG)) return looks('a model without its list of tensors');
  if (plain.some((name) => /^params_shard_\d+\.bin$/.test(name)))
    return looks('a model’s weights without their manifest.json or mlc-chat-config.json');
  if (plain.some((name) => name.endsWith('.wasm'))) return looks('a model library without its index.json');
  if (plain.some((name) => name.endsWith('.zip')))
    return looks('an archive among other files: choose it alone');
  return looks('no known file name');
}
