import { resolve } from 'node:path';
import { QUANTIZATION_FORMATS } from '../../src/domain/model/quantization.ts';
import { readConfig } from '../model/read-config.ts';
import { COMMITTED_LIBRARIES } from './committed-libraries.ts';
import type { LibraryRequest } from './library-request.ts';
import type { CompileOptions } from './options.ts';

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
  const config = await readConfig(path);
  const quantization = options.quantization ?? config.defaultQuantization;
  const compute = options.compute ?? QUANTIZATION_FORMATS[quantization].dtype;
  return [{ config: path, quantization, compute }];
}

function wanted(request: LibraryRequest, { quantization, compute }: CompileOptions): boolean {
  return (
    (quantization === null || request.quantization === quantization) &&
    (compute === null || request.compute === compute)
  );
}
