import type { Hashing } from '../domain/io/hashing.ts';
import { librariesBeside, recogniseImport } from '../pipeline/import/recognise-import.ts';
import { openReadroom } from '../pipeline/import/open-readroom.ts';
import { openMlc } from '../pipeline/import/mlc/open-mlc.ts';
import { readDetails } from '../pipeline/import/read-details.ts';
import { listLibraries } from '../pipeline/import/read-libraries.ts';
import type { ImportInspection, ReplacedModel } from '../platform/model-jobs/model-jobs-port.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { RpcHandler } from './rpc-server.ts';
import { openChosen } from './open-chosen.ts';

/** Says what was chosen from names and small files alone: no weight is read. */
export function createInspectHandler(
  hashing: Hashing,
  store: Pick<ModelStore, 'get'>,
): RpcHandler<'library/inspect'> {
  const replacedBy = async (id: string, manifestSha256: string | null): Promise<ReplacedModel | null> => {
    const installed = await store.get(id);
    if (installed === null) return null;
    return { name: installed.details.name, same: installed.manifestSha256 === manifestSha256 };
  };

  return async ({ files: chosen, label }, { signal }): Promise<ImportInspection> => {
    const { files: all } = await openChosen(chosen);
    const { kind, files } = recogniseImport(all);
    const beside = kind === 'libraries' ? files : librariesBeside(files);
    const libraries = beside === null ? [] : await listLibraries(beside, signal);
    const libraryBytes = libraries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (kind === 'libraries') {
      return {
        kind,
        modelId: null,
        name: label,
        totalBytes: libraryBytes,
        libraries,
        unverified: false,
        replaces: null,
        prompt: null,
      };
    }
    if (kind === 'mlc') {
      const { modelId, name, totalBytes, ownPrompt } = await openMlc(files, { label }, hashing, signal);
      const replaces = await replacedBy(modelId, null);
      return { kind, modelId, name, totalBytes, libraries, unverified: true, replaces, prompt: ownPrompt };
    }
    const model = await openReadroom(files, hashing, signal);
    const { manifest } = model;
    const details = await readDetails(files, model, signal);
    return {
      kind,
      modelId: manifest.id,
      name: details?.name ?? manifest.displayName,
      totalBytes: manifest.totalBytes,
      libraries,
      unverified: manifest.base.format === 'mlc',
      replaces: await replacedBy(manifest.id, model.manifestSha256),
      prompt: details?.prompt ?? null,
    };
  };
}
