import { isDeepStrictEqual } from 'node:util';
import { existsSync } from 'node:fs';
import { isAbort } from '../../src/domain/errors/readroom-error.ts';
import type { FileSet } from '../../src/domain/io/byte-source.ts';
import type { ModelManifest } from '../../src/domain/model/manifest.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import type { Quantization } from '../../src/domain/model/quantization.ts';
import { checkAdapterHash, checkBaseHash } from '../../src/pipeline/build/check-inputs.ts';
import { createManifest } from '../../src/pipeline/build/create-manifest.ts';
import { hashFiles } from '../../src/pipeline/build/hash-files.ts';
import { verifyModel } from '../../src/pipeline/build/verify-model.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

/**
 * True when the folder holds, whole, just what a build with these inputs would write. A base that the config pins
 * need not be there: the manifest's record of its hash is enough.
 */
export async function isUpToDate(
  config: ModelConfig,
  quantization: Quantization,
  folder: string,
  basePath: string | null,
  adapter: FileSet | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const files = openPath(folder);
  try {
    const { manifest } = await verifyModel(files, nodeHashing, { signal });
    const base = manifest.base.files;
    const adapterFiles = manifest.adapter?.files ?? [];
    const { files: built, knownAnswer } = manifest;
    if (knownAnswer === undefined) return false;
    const same = createManifest(config, quantization, base, adapterFiles, built, knownAnswer);
    if (!isDeepStrictEqual(same, manifest)) return false;
    checkBaseHash(config.base, base);
    checkAdapterHash(config.adapter, adapterFiles);
    if (adapter !== null && !(await matches(adapter, adapterFiles, signal))) return false;
    if (basePath === null) return config.base.sha256 !== null;
    return await matchesPath(basePath, base, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    // Unfinished, damaged, or built from something else: build it.
    return false;
  } finally {
    files.close();
  }
}

type Recorded = ModelManifest['base']['files'];

async function matches(files: FileSet, recorded: Recorded, signal: AbortSignal): Promise<boolean> {
  const names = recorded.map((file) => file.name);
  const hashed = await hashFiles(files, names, nodeHashing, () => undefined, signal);
  return isDeepStrictEqual(hashed, recorded);
}

async function matchesPath(path: string, recorded: Recorded, signal: AbortSignal): Promise<boolean> {
  const files = openPath(path);
  try {
    return await matches(files, recorded, signal);
  } finally {
    files.close();
  }
}
