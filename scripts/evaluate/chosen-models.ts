import { basename, dirname, join, resolve } from 'node:path';
import { builtModelId } from '../../src/domain/model/catalog.ts';
import { readManifest } from '../../src/pipeline/build/verify-model.ts';
import { runModelCommand } from '../model/command.ts';
import { defaultModel } from '../model/default-model.ts';
import { nodeHashing } from '../model/node-hashing.ts';
import { openPath } from '../model/node-file-set.ts';
import { configPath, readConfig } from '../model/read-config.ts';
import { REPOSITORY, ROOT } from '../serve/folders.ts';
import { InputError } from './input-error.ts';
import type { BuildOptions, EvaluateOptions } from './options.ts';

/** A built model, and the folder of models that it is served from. */
export interface ChosenModel {
  readonly id: string;
  /** The id, and where two models share it the beginning of the manifest's hash. */
  readonly label: string;
  readonly models: string;
  /** It reads findings that name the right side first with left and right exchanged. */
  readonly isCanonical: boolean;
}

/** Models that are built to be judged stay out of models/, which the app serves. */
const BUILT_HERE = join(ROOT, '.cache', 'evaluate', 'models');

/**
 * The models that the options ask for, built where they must be.
 * @throws InputError when one is not there or cannot be built
 */
export async function chosenModels({ models, build }: EvaluateOptions): Promise<ChosenModel[]> {
  const folders = build === null ? models.map(folderOf) : await buildModels(build);
  const found = await Promise.all((folders.length === 0 ? [defaultModel().built] : folders).map(readModel));
  return found.map(({ id, folder, manifestSha256, isCanonical }) => ({
    ...{ id, isCanonical },
    label: found.filter((other) => other.id === id).length === 1 ? id : `${id} ${manifestSha256.slice(0, 8)}`,
    models: dirname(folder),
  }));
}

/** A name without a folder is that of a model of this checkout. */
function folderOf(name: string): string {
  return /[/\\]/.test(name) ? resolve(name) : join(REPOSITORY.models, name);
}

interface FoundModel {
  readonly id: string;
  readonly folder: string;
  readonly manifestSha256: string;
  readonly isCanonical: boolean;
}

async function readModel(folder: string): Promise<FoundModel> {
  const { id, manifestSha256, isCanonical } = await identify(folder);
  // The folder's name is part of a served model's address.
  if (id !== basename(folder)) throw new InputError(`${folder} holds ${id}: its folder must have that name.`);
  return { id, folder, manifestSha256, isCanonical };
}

async function identify(folder: string): Promise<Omit<FoundModel, 'folder'>> {
  let files: ReturnType<typeof openPath> | null = null;
  try {
    files = openPath(folder);
    const { manifest, manifestSha256 } = await readManifest(files, nodeHashing);
    return { id: manifest.id, manifestSha256, isCanonical: manifest.laterality === 'canonical' };
  } catch {
    throw new InputError(`${folder} holds no built model: \`npm run model -- build\` makes one.`);
  } finally {
    files?.close();
  }
}

async function buildModels({ config, quantizations, adapter }: BuildOptions): Promise<string[]> {
  const { id } = await readConfig(configPath(config));
  const given = adapter === null ? [] : ['--adapter', adapter];
  const folders: string[] = [];
  for (const quantization of quantizations) {
    const folder = join(BUILT_HERE, builtModelId(id, quantization));
    const code = await runModelCommand(['build', config, '--quant', quantization, '--out', folder, ...given]);
    // The build has told its reason.
    if (code !== 0) throw new InputError(`${basename(folder)} could not be built.`);
    folders.push(folder);
  }
  return folders;
}
