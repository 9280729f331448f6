import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import { hashFiles } from '../../src/pipeline/build/hash-files.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

const WEIGHTS = 'adapter_model.safetensors';

/**
 * The config with `--adapter PATH` in place of its own adapter and pin: who names an adapter on the command line
 * means that one. Its real hash goes into the manifest.
 */
export async function withGivenAdapter(
  config: ModelConfig,
  path: string,
  signal: AbortSignal,
): Promise<ModelConfig> {
  const files = openPath(path);
  try {
    if (!files.names.includes(WEIGHTS))
      throw new ReadroomError('pipeline/input-missing', `${path}: no ${WEIGHTS}`);
    const [weights] = await hashFiles(files, [WEIGHTS], nodeHashing, () => undefined, signal);
    const sha256 = weights?.sha256 ?? '';
    if (config.adapter !== null && config.adapter.sha256 !== sha256) {
      console.log(`note: the adapter at ${path} is not the one that ${config.id} names`);
    }
    const licence = config.adapter?.licence ?? 'as given by its author';
    return { ...config, adapter: { path: config.adapter?.path ?? path, sha256, licence } };
  } finally {
    files.close();
  }
}
