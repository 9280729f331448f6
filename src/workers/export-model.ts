import { MANIFEST } from '../domain/model/manifest.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../domain/model/model-library.ts';
import { giveBack } from '../domain/io/give-back.ts';
import type { PauseGate } from '../domain/io/pause-gate.ts';
import { fitsModel } from '../domain/model/choose-library.ts';
import { LIBRARY_FOLDER, LIBRARY_INDEX, DETAILS_FILE } from '../pipeline/import/import-names.ts';
import { detailsBytes } from '../pipeline/import/read-details.ts';
import { jsonBytes } from '../pipeline/shards/json-bytes.ts';
import type { ExportPlan, ExportWriter } from '../platform/files/export-writer.ts';
import { openExportWriter } from '../platform/files/open-export-writer.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { RpcHandler } from './rpc-server.ts';

export interface ExportParts {
  readonly store: Pick<ModelStore, 'get' | 'readFile'>;
  readonly libraries: Pick<LibraryStore, 'kept' | 'read'>;
  readonly gate: PauseGate;
}

/** One file of an export; its bytes are read and checked when its turn comes. */
interface Part {
  readonly path: string;
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

/**
 * Writes an installed model, what is noted about it and the libraries that run it to a folder or an archive. Every byte's
 * hash is checked before it leaves: a damaged model is not exported, and the files that were made for it are removed. A
 * file that lay there before is replaced only by the sound bytes of the same model.
 */
export function createExportHandler(parts: ExportParts): RpcHandler<'library/export'> {
  return async ({ modelId, target }, { signal, progress }) => {
    const { files, manifest } = await listParts(parts, modelId);
    const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const tell = (doneBytes: number, item: string): void =>
      progress({ phase: 'copy', doneBytes, totalBytes, item, doneTensors: 0, totalTensors: 0 });
    let writer: ExportWriter | null = null;
    try {
      let doneBytes = 0;
      writer = await openExportWriter(target, { manifest, files });
      for (const file of files) {
        const { path } = file;
        tell(doneBytes, path);
        await parts.gate.pass(signal);
        const bytes = await file.read();
        signal.throwIfAborted();
        await writer.write(path, bytes);
        doneBytes += file.bytes;
        giveBack(bytes);
      }
      tell(doneBytes, '');
      signal.throwIfAborted();
      return { files: files.length, bytes: totalBytes, blob: await writer.finish() };
    } catch (error) {
      await writer?.abort();
      throw error;
    }
  };
}

interface Parts {
  /** All that goes out, the manifest last: a folder without it is no model. */
  readonly files: readonly Part[];
  readonly manifest: ExportPlan['manifest'];
}

async function listParts({ store, libraries }: ExportParts, modelId: string): Promise<Parts> {
  const installed = await store.get(modelId);
  if (installed === null) throw new ReadroomError('store/not-installed', modelId);
  const { manifest, details } = installed;
  const fitting: ModelLibrary[] = [];
  for (const library of await libraries.kept()) {
    if (fitsModel(library, manifest) && (await isWhole(libraries, library))) fitting.push(library);
  }
  fitting.sort((a, b) => (a.name < b.name ? -1 : 1));
  const made = (path: string, bytes: Uint8Array): Part => ({
    path,
    bytes: bytes.length,
    // A copy: what was written is given back.
    read: () => Promise.resolve(bytes.slice()),
  });
  const manifestBytes = await store.readFile(modelId, MANIFEST);
  const beside: Part[] = fitting.map((library) => ({
    path: `${LIBRARY_FOLDER}/${library.file}`,
    bytes: library.bytes,
    read: () => libraries.read(library),
  }));
  const index = made(
    `${LIBRARY_FOLDER}/${LIBRARY_INDEX}`,
    jsonBytes({ schemaVersion: 1, libraries: fitting }),
  );
  const files = [
    ...manifest.files.map(({ path, bytes }) => ({ path, bytes, read: () => store.readFile(modelId, path) })),
    ...beside,
    ...(fitting.length === 0 ? [] : [index]),
    made(DETAILS_FILE, detailsBytes(details)),
    made(MANIFEST, manifestBytes),
  ];
  return { files, manifest: { path: MANIFEST, bytes: manifestBytes } };
}

/** A library that was lost here is no reason to keep a model from leaving. */
async function isWhole(libraries: Pick<LibraryStore, 'read'>, library: ModelLibrary): Promise<boolean> {
  try {
    await libraries.read(library);
    return true;
  } catch (error) {
    if (error instanceof ReadroomError && error.code === 'library/bad-library') return false;
    throw error;
  }
}
