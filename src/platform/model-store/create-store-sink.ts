import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import { parseManifest } from '../../domain/model/parse-manifest.ts';
import type { Clock } from '../clock/clock.ts';
import { createCacheRows, durably } from './cache-rows.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import { named } from './store-error.ts';

const MANIFEST = 'manifest.json';

export interface StoreSinkOptions {
  readonly modelId: string;
  readonly origin: string;
  readonly hashing: Hashing;
  readonly clock: Pick<Clock, 'now'>;
  readonly databases?: ModelDatabases;
}

/**
 * Lets a build in this browser write straight into the model store: the model is listed when its manifest is written,
 * and never before all that the manifest names is there.
 */
export function createStoreSink(options: StoreSinkOptions): ModelSink {
  const { modelId, origin, hashing, clock, databases = createModelDatabases() } = options;
  const { own } = databases;
  const rows = createCacheRows(databases, origin);

  const list = async (bytes: Uint8Array): Promise<void> => {
    const parsed = parseManifest(bytes);
    if (!parsed.ok) throw new ReadroomError('model/manifest-invalid', parsed.error);
    const manifest = parsed.value;
    const present = await rows.present(modelId);
    const lacking = manifest.files.find((file) => present.get(file.path)?.sha256 !== file.sha256);
    if (manifest.id !== modelId || lacking)
      throw new ReadroomError('model/inconsistent', lacking?.path ?? 'id');
    const manifestSha256 = await hashing.sha256(bytes);
    await rows.write(modelId, MANIFEST, bytes, manifestSha256, clock.now());
    const record = { id: modelId, manifest, manifestSha256, installedAt: clock.now() };
    await durably(own, () => void own.models.put(record), modelId);
  };

  return {
    async write(path, bytes) {
      if (path === MANIFEST) await list(bytes);
      else await rows.write(modelId, path, bytes, await hashing.sha256(bytes), clock.now());
    },
    read: (path) => rows.read(modelId, path),
    async remove(path) {
      if (path === MANIFEST) await named(() => own.models.delete(modelId), 'store/write-failed');
      await rows.forget(modelId, path);
    },
  };
}
