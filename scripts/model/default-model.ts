import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { builtModelId } from '../../src/domain/model/catalog.ts';
import { ModelConfigSchema } from '../../src/domain/model/model-config.ts';
import { BASE_CACHE, CONFIGS_FOLDER, MODELS_FOLDER } from './paths.ts';

/** The model that `npm start` builds: where its parts lie, all taken from its config, which alone names its adapter. */
export interface DefaultModel {
  /** Of the built model, with its quantization. */
  readonly id: string;
  readonly config: string;
  /** The GGUF file as `build` caches it; there after the first build. */
  readonly base: string;
  /** Folder of the LoRA adapter. */
  readonly adapter: string;
  /** Folder of the built model; there after the first build. */
  readonly built: string;
}

/** @throws ValiError or SyntaxError when the config is broken, Error when it has no adapter or no packed base */
export function defaultModel(): DefaultModel {
  const config = join(CONFIGS_FOLDER, 'smollm2-135m-radiology.json');
  const { id, base, adapter, defaultQuantization } = v.parse(
    ModelConfigSchema,
    JSON.parse(readFileSync(config, 'utf8')),
  );
  if (adapter === null || base.source.kind !== 'pypi-wheel')
    throw new Error('The default model is a base from a wheel with an adapter of this repository.');
  const builtId = builtModelId(id, defaultQuantization);
  return {
    id: builtId,
    config,
    base: join(BASE_CACHE, basename(base.source.member)),
    adapter: join(CONFIGS_FOLDER, adapter.path),
    built: join(MODELS_FOLDER, builtId),
  };
}
