import { resolve } from 'node:path';
import { QUANTIZATION_FORMATS } from '../../src/domain/model/quantization.ts';
import { readConfig } from '../model/read-config.ts';
import { configIdOf } from '../../src/domain/model/config-of-manifest.ts';
import { COMMITTED_LIBRARIES } from './committed-libraries.ts';
import type { LibraryRequest } from './library-request.ts';
import { CompileError } from './compile-error.ts';
import type { CompileOptions } from './options.ts';
import { readManifest } from './read-manifest.ts';

/** The libraries that a command line names, without repeats. */
export async function chosenRequests(options: CompileOptions): Promise<readonly LibraryRequest[]> {
  if (options.configs.length === 0) return COMMITTED_LIBRARIES.filter((one) => wanted(one, options));
  const chosen: LibraryRequest[] = [];
  for (const config of new Set(options.configs)) chosen.push(...(await requestsOf(config, options)));
  return chosen;
}

async function requestsOf(path: string, options: CompileOptions): Promise<readonly LibraryRequest[]> {
  const committed = COMMITTED_LIBRARIES.filter((one) => resolve(one.config) === path && wanted(one, options));
  if (options.compute === null && committed.length > 0) return committed;
  const manifest = await readManifest(path);
  const built = manifest?.quantization ?? (await readConfig(path)).defaultQuantization;
  const quantization = options.quantization ?? built;
  if (manifest !== null && quantization !== built) {
    throw new CompileError(`${path}: this model is ${built}; a library for ${quantization} cannot run it.`);
  }
  const compute = options.compute ?? QUANTIZATION_FORMATS[quantization].dtype;
  return [{ config: path, quantization, compute, ...(manifest && { shape: configIdOf(manifest) }) }];
}

function wanted(request: LibraryRequest, { quantization, compute }: CompileOptions): boolean {
  return (
    (quantization === null || request.quantization === quantization) &&
    (compute === null || request.compute === compute)
  );
}
