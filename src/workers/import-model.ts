import { ReadroomError } from '../domain/errors/readroom-error.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import { checkShards, copyReadroom, shardsHere } from '../pipeline/import/copy-readroom.ts';
import type { ImportPace } from '../pipeline/import/import-progress.ts';
import { importMlc } from '../pipeline/import/mlc/import-mlc.ts';
import { openMlc } from '../pipeline/import/mlc/open-mlc.ts';
import { hashShards, type SourceHash } from '../pipeline/import/mlc/source-hash.ts';
import { openReadroom, type OpenedModel } from '../pipeline/import/open-readroom.ts';
import { readDetails } from '../pipeline/import/read-details.ts';
import { listLibraries, readLibrary } from '../pipeline/import/read-libraries.ts';
import { librariesBeside, recogniseImport } from '../pipeline/import/recognise-import.ts';
import type { Arrival } from '../platform/model-store/arrival.ts';
import { installLock } from '../platform/model-store/install-lock.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';
import { asJobProgress, WAITING, type ImportParts } from './import-parts.ts';
import { openChosen } from './open-chosen.ts';
import type { RpcHandler } from './rpc-server.ts';

/**
 * Brings a finished model, or libraries alone, from a folder or an archive into the store. What is wrong is found before
 * anything is written wherever that can be; nothing is listed that is not whole.
 */
export function createImportHandler(parts: ImportParts): RpcHandler<'library/import'> {
  const { hashing, gate } = parts;
  return async ({ files: chosen, label, installedBy, leaveOutPrompt = false }, { signal, progress }) => {
    const pace: ImportPace = { gate, signal, onProgress: (one) => progress(asJobProgress(one)) };
    const { kind: source, files: all, names } = await openChosen(chosen);
    const { kind, files } = recogniseImport(all);
    const beside = kind === 'libraries' ? files : librariesBeside(files);
    const libraries = beside === null ? [] : await listLibraries(beside, signal);
    // All are checked before any is kept, and before the model is begun.
    if (beside !== null) for (const library of libraries) await readLibrary(beside, library, hashing, signal);
    const keepLibraries = async (): Promise<void> => {
      if (beside === null) return;
      for (const library of libraries) {
        await gate.pass(signal);
        await parts.libraries.add(library, await readLibrary(beside, library, hashing, signal));
      }
    };
    if (kind === 'libraries') {
      await keepLibraries();
      return { modelId: null, libraries };
    }

    const arrival = { kind: source, installedBy, files: names, merge: null } as const;
    const job: ImportJob = { parts, files, keepLibraries, pace, waiting: () => progress(WAITING) };
    if (kind === 'mlc') {
      const model = await openMlc(files, { label, leaveOutPrompt }, hashing, signal);
      const { modelId, name, totalBytes } = model;
      await locked(job, modelId, async () => {
        const hashed = await hashShards(model.shards, model.quantization, files, hashing, pace);
        refuseNamesake(await parts.store.get(modelId), hashed.files);
        await parts.checkRoom(modelId, totalBytes);
        const sink = parts.createSink(modelId, {
          ...arrival,
          name,
          verified: false,
          totalBytes,
          details: null,
        });
        await importMlc(model, hashed, files, sink, hashing, keepLibraries, pace);
      });
      return { modelId, libraries };
    }

    const model = await openReadroom(files, hashing, signal);
    const { id, displayName, totalBytes, base } = model.manifest;
    const brought = await readDetails(files, model, signal);
    const details = brought && leaveOutPrompt ? { ...brought, prompt: null } : brought;
    await locked(job, id, async () => {
      await bring(job, model, {
        ...arrival,
        name: details?.name ?? displayName,
        // An MLC folder that was taken over stays what it was, on every workstation that it is carried to.
        verified: base.format !== 'mlc',
        totalBytes,
        details,
      });
    });
    return { modelId: id, libraries };
  };
}

/**
 * An MLC folder's id is made of its name and of its list of tensors. Where that list has no MD5 sums, two fine-tunes of
 * one shape have the same: the second must not take the place of the first.
 * @throws ReadroomError `library/same-name`
 */
function refuseNamesake(listed: InstalledModel | null, shards: readonly SourceHash[]): void {
  const known = new Map(listed?.manifest.base.files.map(({ name, sha256 }) => [name, sha256]));
  const differs = ({ name, sha256 }: SourceHash): boolean => known.get(name) !== sha256;
  if (listed !== null && shards.some(differs))
    throw new ReadroomError('library/same-name', listed.manifest.id);
}

interface ImportJob {
  readonly parts: ImportParts;
  readonly files: FileSet;
  readonly keepLibraries: () => Promise<void>;
  readonly pace: ImportPace;
  readonly waiting: () => void;
}

function locked(job: ImportJob, modelId: string, work: () => Promise<void>): Promise<void> {
  const { parts, pace, waiting } = job;
  return parts.locks.exclusive(installLock(modelId), work, {
    ...(pace.signal && { signal: pace.signal }),
    onWait: waiting,
  });
}

async function bring(
  { parts, files, keepLibraries, pace }: ImportJob,
  model: OpenedModel,
  arrival: Arrival,
): Promise<void> {
  const { store, hashing } = parts;
  const { id } = model.manifest;
  const sink = parts.createSink(id, arrival);
  const here = await shardsHere(model, sink, hashing, pace);
  const listed = await store.get(id);
  if (listed?.manifestSha256 === model.manifestSha256 && here.size === model.shards.length) {
    const same = await Promise.all(
      model.small.map(async ({ path, bytes }) => isSame(await sink.read(path), bytes)),
    );
    // It is here already and whole: what a person noted about it stays as it is.
    if (same.every(Boolean)) {
      await keepLibraries();
      return;
    }
  }
  // IMPORTANT: a model that works is given up only for one whose every byte has been seen.
  if (listed !== null) await checkShards(model, files, hashing, pace);
  await parts.checkRoom(id, arrival.totalBytes ?? 0);
  await copyReadroom(model, files, sink, hashing, here, keepLibraries, pace);
}

function isSame(a: Uint8Array | null, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, index) => byte === b[index]);
}
